-- The collection that vector-store and rag share. Adopts the table of the earlier servers where it holds rows.
CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE IF NOT EXISTS public.documents (
    id serial PRIMARY KEY,
    title text,
    content text,
    embedding vector(384),
    metadata jsonb,
    created_at timestamptz DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamptz DEFAULT CURRENT_TIMESTAMP
);

DO $$
DECLARE
    missing text;
BEGIN
    SELECT string_agg(wanted, ', ') INTO missing
    FROM unnest(ARRAY['id', 'title', 'content', 'embedding', 'metadata', 'created_at', 'updated_at']) AS wanted
    WHERE NOT EXISTS (
        SELECT FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = 'documents' AND column_name = wanted);
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'the table public.documents belongs to another program: it has no column %', missing
            USING HINT = 'Use a database of its own, or rename that table.';
    END IF;

    IF EXISTS (
        SELECT FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = 'documents'
            AND column_name IN ('created_at', 'updated_at') AND data_type = 'timestamp without time zone'
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
-- document_passages. NULL embedded_length: (again) to be embedded.
ALTER TABLE public.documents
    ADD COLUMN embedding_model text,
    ADD COLUMN embedded_length integer;
UPDATE public.documents SET embedding_model = 'all-MiniLM-L6-v2' WHERE embedding IS NOT NULL;

CREATE TABLE public.document_passages (
    document_id integer NOT NULL REFERENCES public.documents (id) ON DELETE CASCADE,
    ordinal integer NOT NULL CHECK (ordinal > 0),
    char_start integer NOT NULL CHECK (char_start >= 0),
    char_end integer NOT NULL CHECK (char_end > char_start),
    embedding vector(384) NOT NULL,
    PRIMARY KEY (document_id, ordinal)
);

CREATE INDEX IF NOT EXISTS idx_documents_created_at ON public.documents (created_at);
CREATE INDEX IF NOT EXISTS idx_documents_metadata ON public.documents USING gin (metadata);
CREATE INDEX idx_documents_embedding_model ON public.documents (embedding_model);
CREATE INDEX idx_documents_to_embed ON public.documents (id) WHERE embedded_length IS NULL;

-- An ivfflat index built on an empty table finds little; HNSW takes its place under the same name.
-- Parallel HNSW builds overflow a buffer before pgvector 0.8.2.
SET LOCAL max_parallel_maintenance_workers = 0;
SET LOCAL maintenance_work_mem = '256MB';
DROP INDEX IF EXISTS public.idx_documents_embedding;
CREATE INDEX idx_documents_embedding ON public.documents USING hnsw (embedding vector_cosine_ops);
CREATE INDEX idx_document_passages_embedding ON public.document_passages USING hnsw (embedding vector_cosine_ops);
