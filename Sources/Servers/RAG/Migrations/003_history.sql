-- The chunks of former texts, so that a search can be asked as of a time.

ALTER TABLE public.document_versions
    ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    ADD COLUMN length integer GENERATED ALWAYS AS (char_length(content)) STORED;

-- The version of the text that the chunks are of. Metadata may have changed since.
ALTER TABLE public.document_sources ADD COLUMN chunked_version integer;
UPDATE public.document_sources SET chunked_version = version WHERE is_chunked;

-- What was there before this server came has had its text since its row was last changed.
UPDATE public.document_sources AS s SET valid_from = coalesce(d.updated_at, d.created_at)
FROM public.documents AS d
WHERE d.id = s.document_id AND s.version = 1 AND coalesce(d.updated_at, d.created_at) < s.valid_from;

-- As document_chunks; the trigger below makes the rows, and those that wait for vectors get them later. A search for them
-- compares all vectors of the time it is asked for, so there is no index over them that would make changing a source dear.
CREATE TABLE public.document_version_chunks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version_id bigint NOT NULL REFERENCES public.document_versions (id) ON DELETE CASCADE,
    document_id integer NOT NULL,
    version integer NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_to timestamptz NOT NULL,
    ordinal integer NOT NULL,
    content text NOT NULL,
    char_start integer NOT NULL,
    char_end integer NOT NULL,
    header_length integer NOT NULL,
    space_before text NOT NULL,
    parent_start integer NOT NULL,
    parent_end integer NOT NULL,
    headings jsonb NOT NULL,
    page integer,
    tokens integer NOT NULL,
    metadata jsonb NOT NULL,
    added_at timestamptz NOT NULL,
    embedding @extschema:vector@.vector(384),
    embedding_model text,
    embedded_length integer,
    embedding_lease timestamptz,
    embedding_fence bigint NOT NULL DEFAULT 0,
    UNIQUE (version_id, ordinal)
);
CREATE TABLE public.document_version_chunk_passages (
    chunk_id bigint NOT NULL REFERENCES public.document_version_chunks (id) ON DELETE CASCADE,
    ordinal integer NOT NULL CHECK (ordinal > 0),
    char_start integer NOT NULL CHECK (char_start >= 0),
    char_end integer NOT NULL CHECK (char_end > char_start),
    embedding @extschema:vector@.vector(384) NOT NULL,
    PRIMARY KEY (chunk_id, ordinal)
);
CREATE INDEX idx_document_version_chunks_place
    ON public.document_version_chunks (document_id, version, char_start);
CREATE INDEX idx_document_version_chunks_valid_to ON public.document_version_chunks (valid_to, valid_from);
CREATE INDEX idx_document_version_chunks_metadata ON public.document_version_chunks USING gin (metadata);
CREATE INDEX idx_document_version_chunks_embedding_model ON public.document_version_chunks (embedding_model);
CREATE INDEX idx_document_version_chunks_to_embed ON public.document_version_chunks (id)
    WHERE embedded_length IS NULL;
CALL public.paddle_keep_keywords('public.document_version_chunks'::pg_catalog.regclass, 'id'::pg_catalog.name,
    '{content}'::pg_catalog.name[], 'document_version_chunk'::pg_catalog.text,
    'pg_catalog.english'::pg_catalog.regconfig);

-- As in 001, and a former text is kept with its chunks, where it was cut.
CREATE OR REPLACE FUNCTION public.paddle_note_sources() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kept bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO public.document_sources (document_id) SELECT id FROM new_rows ON CONFLICT DO NOTHING;
        RETURN NULL;
    END IF;
    WITH former AS (
        INSERT INTO public.document_versions (document_id, version, title, content, metadata, valid_from, valid_to)
        SELECT o.id, s.version, o.title, o.content, o.metadata, s.valid_from, CURRENT_TIMESTAMP
        FROM old_rows AS o JOIN new_rows AS n ON n.id = o.id
        JOIN public.document_sources AS s ON s.document_id = o.id
        WHERE o.content IS DISTINCT FROM n.content AND o.content IS NOT NULL
        ON CONFLICT DO NOTHING RETURNING id
    )
    SELECT array_agg(id) INTO kept FROM former;
    IF kept IS NOT NULL THEN
        INSERT INTO public.document_version_chunks (version_id, document_id, version, valid_from, valid_to, ordinal,
            content, char_start, char_end, header_length, space_before, parent_start, parent_end, headings, page, tokens,
            metadata, added_at, embedding, embedding_model, embedded_length)
        SELECT v.id, v.document_id, v.version, v.valid_from, v.valid_to, c.ordinal, c.content, c.char_start, c.char_end,
            c.header_length, c.space_before, c.parent_start, c.parent_end, c.headings, c.page, c.tokens, c.metadata,
            c.added_at, c.embedding, c.embedding_model, c.embedded_length
        FROM public.document_versions AS v JOIN public.document_sources AS s ON s.document_id = v.document_id
        JOIN public.document_chunks AS c ON c.document_id = v.document_id
        WHERE v.id = ANY (kept) AND s.chunked_version = s.version;
        INSERT INTO public.document_version_chunk_passages (chunk_id, ordinal, char_start, char_end, embedding)
        SELECT f.id, p.ordinal, p.char_start, p.char_end, p.embedding
        FROM public.document_version_chunks AS f
        JOIN public.document_chunks AS c ON c.document_id = f.document_id AND c.ordinal = f.ordinal
        JOIN public.document_chunk_passages AS p ON p.chunk_id = c.id
        WHERE f.version_id = ANY (kept);
    END IF;
    UPDATE public.document_sources AS s SET is_chunked = false, shares_vectors = false, lease = NULL,
        fence = s.fence + 1, version = s.version + changed.rewritten::integer,
        valid_from = CASE WHEN changed.rewritten THEN CURRENT_TIMESTAMP ELSE s.valid_from END
    FROM (SELECT n.id, o.content IS DISTINCT FROM n.content AS rewritten
        FROM old_rows AS o JOIN new_rows AS n ON n.id = o.id
        WHERE (o.content, o.metadata) IS DISTINCT FROM (n.content, n.metadata)) AS changed
    WHERE s.document_id = changed.id;
    RETURN NULL;
END
$$;
