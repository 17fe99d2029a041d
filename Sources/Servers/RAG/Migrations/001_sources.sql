-- Sources: documents that are cut into chunks, which are searched. A source is a row of documents, whoever has stored it.

-- Folders that are read as a whole, so that what is gone from one is removed.
CREATE TABLE public.source_folders (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    path text COLLATE "C" NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ingested_at timestamptz
);

CREATE TABLE public.document_sources (
    document_id integer PRIMARY KEY REFERENCES public.documents (id) ON DELETE CASCADE,
    -- Where it was read from; NULL for a text that a caller gave.
    uri text COLLATE "C",
    media_type text,
    -- How the text is laid out; NULL where only the text can tell.
    structure text,
    -- SHA-256 of what was read.
    digest bytea,
    -- Its size in bytes, and what changes whenever the file does, so that it need not be read again.
    size bigint,
    stamp text,
    -- The folder that it was read with, and its path in that.
    folder_id integer REFERENCES public.source_folders (id) ON DELETE SET NULL,
    path text COLLATE "C",
    -- How often the text has changed, and since when it is what it is.
    version integer NOT NULL DEFAULT 1,
    valid_from timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- Whether the chunks are those of the present text, with the present metadata.
    is_chunked boolean NOT NULL DEFAULT false,
    -- Whether the document has the vectors of its chunks.
    shares_vectors boolean NOT NULL DEFAULT false,
    lease timestamptz,
    fence bigint NOT NULL DEFAULT 0
);
CREATE INDEX idx_document_sources_to_chunk ON public.document_sources (document_id) WHERE NOT is_chunked;
CREATE INDEX idx_document_sources_to_share ON public.document_sources (document_id)
    WHERE is_chunked AND NOT shares_vectors;
CREATE INDEX idx_document_sources_uri ON public.document_sources (uri);
CREATE INDEX idx_document_sources_folder_id ON public.document_sources (folder_id, path);

-- The texts that sources had before.
CREATE TABLE public.document_versions (
    document_id integer NOT NULL REFERENCES public.documents (id) ON DELETE CASCADE,
    version integer NOT NULL,
    title text,
    content text NOT NULL,
    metadata jsonb,
    valid_from timestamptz NOT NULL,
    valid_to timestamptz NOT NULL,
    PRIMARY KEY (document_id, version)
);

-- content is what is embedded and searched: the characters from char_start to char_end of the document, after a table's
-- header where one is repeated, which has header_length characters. space_before is what lies between it and the chunk
-- before, so that a stretch of the document can be read from its chunks alone. The parent is what a reader would want whole
-- around it.
CREATE TABLE public.document_chunks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id integer NOT NULL REFERENCES public.documents (id) ON DELETE CASCADE,
    ordinal integer NOT NULL CHECK (ordinal >= 0),
    content text NOT NULL,
    char_start integer NOT NULL CHECK (char_start >= 0),
    char_end integer NOT NULL CHECK (char_end > char_start),
    header_length integer NOT NULL DEFAULT 0,
    space_before text NOT NULL DEFAULT '',
    parent_start integer NOT NULL CHECK (parent_start >= 0),
    parent_end integer NOT NULL CHECK (parent_end > parent_start),
    -- The headings above it, the outermost first.
    headings jsonb NOT NULL DEFAULT '[]',
    page integer CHECK (page > 0),
    tokens integer NOT NULL,
    -- That of the document.
    metadata jsonb NOT NULL DEFAULT '{}',
    added_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    embedding @extschema:vector@.vector(384),
    embedding_model text,
    embedded_length integer,
    embedding_lease timestamptz,
    embedding_fence bigint NOT NULL DEFAULT 0,
    -- Chunks move when a text before them changes.
    UNIQUE (document_id, ordinal) DEFERRABLE INITIALLY DEFERRED
);

-- For models with windows that are smaller than a chunk.
CREATE TABLE public.document_chunk_passages (
    chunk_id bigint NOT NULL REFERENCES public.document_chunks (id) ON DELETE CASCADE,
    ordinal integer NOT NULL CHECK (ordinal > 0),
    char_start integer NOT NULL CHECK (char_start >= 0),
    char_end integer NOT NULL CHECK (char_end > char_start),
    embedding @extschema:vector@.vector(384) NOT NULL,
    PRIMARY KEY (chunk_id, ordinal)
);

CREATE INDEX idx_document_chunks_char_start ON public.document_chunks (document_id, char_start);
CREATE INDEX idx_document_chunks_metadata ON public.document_chunks USING gin (metadata);
CREATE INDEX idx_document_chunks_embedding_model ON public.document_chunks (embedding_model);
CREATE INDEX idx_document_chunks_to_embed ON public.document_chunks (id) WHERE embedded_length IS NULL;
CREATE INDEX idx_document_chunks_embedding ON public.document_chunks
    USING hnsw (embedding @extschema:vector@.vector_cosine_ops);
CREATE INDEX idx_document_chunk_passages_embedding ON public.document_chunk_passages
    USING hnsw (embedding @extschema:vector@.vector_cosine_ops);
CALL public.paddle_keep_keywords('public.document_chunks'::pg_catalog.regclass, 'id'::pg_catalog.name,
    '{content}'::pg_catalog.name[], 'document_chunk'::pg_catalog.text, 'pg_catalog.english'::pg_catalog.regconfig);

-- Whoever stores or changes a document leaves it to be cut into chunks, and its former text is kept. It runs with the
-- rights of its owner, since others may write documents who may not write this.
CREATE FUNCTION public.paddle_note_sources() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO public.document_sources (document_id) SELECT id FROM new_rows ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO public.document_versions (document_id, version, title, content, metadata, valid_from, valid_to)
        SELECT o.id, s.version, o.title, o.content, o.metadata, s.valid_from, CURRENT_TIMESTAMP
        FROM old_rows AS o JOIN new_rows AS n ON n.id = o.id
        JOIN public.document_sources AS s ON s.document_id = o.id
        WHERE o.content IS DISTINCT FROM n.content AND o.content IS NOT NULL
        ON CONFLICT DO NOTHING;
        UPDATE public.document_sources AS s SET is_chunked = false, shares_vectors = false, lease = NULL,
            fence = s.fence + 1, version = s.version + changed.rewritten::integer,
            valid_from = CASE WHEN changed.rewritten THEN CURRENT_TIMESTAMP ELSE s.valid_from END
        FROM (SELECT n.id, o.content IS DISTINCT FROM n.content AS rewritten
            FROM old_rows AS o JOIN new_rows AS n ON n.id = o.id
            WHERE (o.content, o.metadata) IS DISTINCT FROM (n.content, n.metadata)) AS changed
        WHERE s.document_id = changed.id;
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.paddle_note_sources() FROM PUBLIC;
CREATE TRIGGER paddle_source_inserted AFTER INSERT ON public.documents
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.paddle_note_sources();
CREATE TRIGGER paddle_source_updated AFTER UPDATE ON public.documents
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.paddle_note_sources();
INSERT INTO public.document_sources (document_id) SELECT id FROM public.documents;
