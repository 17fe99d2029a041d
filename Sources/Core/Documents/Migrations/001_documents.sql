-- The collection that vector-store and rag share. Adopts the table of the earlier servers where it holds rows.
CREATE TABLE IF NOT EXISTS public.documents (
    id serial PRIMARY KEY,
    title text,
    content text,
    embedding @extschema:vector@.vector(384),
    metadata jsonb,
    created_at timestamptz DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamptz DEFAULT CURRENT_TIMESTAMP
);

DO $$
DECLARE
    owner name;
    unfit text;
BEGIN
    SELECT pg_get_userbyid(relowner) INTO owner FROM pg_class WHERE oid = 'public.documents'::regclass;
    IF NOT pg_has_role(owner, 'USAGE') THEN
        RAISE EXCEPTION 'the table public.documents belongs to the role %', owner
            USING HINT = format('Connect as %I, or give the table away: ALTER TABLE public.documents OWNER TO %I', owner, current_user);
    END IF;

    SELECT string_agg(format('%s %s', wanted.name, wanted.type), ', ' ORDER BY wanted.name) INTO unfit
    FROM (VALUES ('id', 'integer'), ('title', 'text'), ('content', 'text'), ('embedding', 'vector(384)'),
        ('metadata', 'jsonb'), ('created_at', 'timestamp'), ('updated_at', 'timestamp')) AS wanted(name, type)
    WHERE NOT EXISTS (
        SELECT FROM pg_attribute AS a
        WHERE a.attrelid = 'public.documents'::regclass AND a.attname = wanted.name AND NOT a.attisdropped
            AND CASE wanted.name
                WHEN 'embedding' THEN a.atttypid = '@extschema:vector@.vector'::regtype AND a.atttypmod = 384
                ELSE format_type(a.atttypid, a.atttypmod) IN
                    (wanted.type, wanted.type || ' with time zone', wanted.type || ' without time zone') END);
    IF unfit IS NOT NULL THEN
        RAISE EXCEPTION 'the table public.documents belongs to another program: it has no column %', unfit
            USING HINT = 'Use a database of its own, or rename that table.';
    END IF;

    -- An ivfflat index built on an empty table finds little; HNSW takes its place under the same name, below. It goes
    -- first, so that nothing of what follows is written into it.
    DROP INDEX IF EXISTS public.idx_documents_embedding;

    IF EXISTS (
        SELECT FROM pg_attribute
        WHERE attrelid = 'public.documents'::regclass AND attname IN ('created_at', 'updated_at')
            AND atttypid = 'timestamp'::regtype
    ) THEN
        -- The earlier servers wrote local time of the server, which is what the cast reads it as.
        ALTER TABLE public.documents
            ALTER COLUMN created_at DROP DEFAULT,
            ALTER COLUMN updated_at DROP DEFAULT;
        ALTER TABLE public.documents
            ALTER COLUMN created_at TYPE timestamptz,
            ALTER COLUMN updated_at TYPE timestamptz;
        ALTER TABLE public.documents
            ALTER COLUMN created_at SET DEFAULT CURRENT_TIMESTAMP,
            ALTER COLUMN updated_at SET DEFAULT CURRENT_TIMESTAMP;
    END IF;
END
$$;

-- embedding is of the first passage of content: its first embedded_length characters. The passages after that are in
-- document_passages. Where embedded_length is NULL the content waits to be embedded; a process that does so first sets
-- embedding_lease, until when the others leave the document to it.
ALTER TABLE public.documents
    ADD COLUMN embedding_model text,
    ADD COLUMN embedded_length integer,
    ADD COLUMN embedding_lease timestamptz;
UPDATE public.documents SET embedding_model = 'all-MiniLM-L6-v2' WHERE embedding IS NOT NULL;

CREATE TABLE public.document_passages (
    document_id integer NOT NULL REFERENCES public.documents (id) ON DELETE CASCADE,
    ordinal integer NOT NULL CHECK (ordinal > 0),
    char_start integer NOT NULL CHECK (char_start >= 0),
    char_end integer NOT NULL CHECK (char_end > char_start),
    embedding @extschema:vector@.vector(384) NOT NULL,
    PRIMARY KEY (document_id, ordinal)
);

CREATE INDEX IF NOT EXISTS idx_documents_created_at ON public.documents (created_at);
CREATE INDEX IF NOT EXISTS idx_documents_metadata ON public.documents USING gin (metadata);
CREATE INDEX idx_documents_embedding_model ON public.documents (embedding_model);
CREATE INDEX idx_documents_to_embed ON public.documents (id) WHERE embedded_length IS NULL;

-- Parallel HNSW builds overflow a buffer before pgvector 0.8.2.
SET LOCAL max_parallel_maintenance_workers = 0;
SET LOCAL maintenance_work_mem = '256MB';
CREATE INDEX idx_documents_embedding ON public.documents
    USING hnsw (embedding @extschema:vector@.vector_cosine_ops);
CREATE INDEX idx_document_passages_embedding ON public.document_passages
    USING hnsw (embedding @extschema:vector@.vector_cosine_ops);
