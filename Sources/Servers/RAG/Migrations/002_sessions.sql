-- Sessions and their questions. Adopts the tables of the earlier servers where they hold rows.
CREATE TABLE IF NOT EXISTS public.rag_sessions (
    id serial PRIMARY KEY,
    session_id varchar(255) UNIQUE NOT NULL,
    context text,
    created_at timestamptz DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamptz DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS public.rag_queries (
    id serial PRIMARY KEY,
    session_id integer REFERENCES public.rag_sessions (id),
    query_text text NOT NULL,
    context_used text,
    response text,
    metadata jsonb,
    created_at timestamptz DEFAULT CURRENT_TIMESTAMP
);

-- The earlier servers wrote local time of the server, which is what the cast reads it as. Ids that were stored with their
-- rows have not moved the sequence.
DO $$
DECLARE
    adopted record;
    sequence text;
BEGIN
    FOR adopted IN
        SELECT c.relname AS table, a.attname AS column FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
        WHERE c.oid IN ('public.rag_sessions'::regclass, 'public.rag_queries'::regclass)
            AND a.attname IN ('created_at', 'updated_at') AND a.atttypid = 'timestamp'::regtype
    LOOP
        EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I DROP DEFAULT', adopted.table, adopted.column);
        EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I TYPE timestamptz', adopted.table, adopted.column);
        EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I SET DEFAULT CURRENT_TIMESTAMP', adopted.table, adopted.column);
    END LOOP;
    FOR adopted IN VALUES ('rag_sessions'), ('rag_queries') LOOP
        SELECT pg_get_serial_sequence(format('public.%I', adopted.column1), 'id') INTO sequence;
        CONTINUE WHEN sequence IS NULL;
        EXECUTE format('SELECT setval(%L, greatest(max(id), (SELECT last_value FROM %s))) FROM public.%I HAVING max(id) > 0',
            sequence, sequence, adopted.column1);
    END LOOP;
END
$$;

ALTER TABLE public.rag_sessions ADD COLUMN title text;
ALTER TABLE public.rag_queries
    -- How it was answered: extracted from the sources, by a model, or not at all.
    ADD COLUMN answered_by text CHECK (answered_by IN ('extraction', 'model', 'client')),
    ADD COLUMN abstained boolean,
    ADD COLUMN model text,
    ADD COLUMN prompt_tokens integer,
    ADD COLUMN completion_tokens integer,
    ADD COLUMN duration_ms real,
    -- The candidates with their scores, what was cited, and how long each step took.
    ADD COLUMN trace jsonb,
    ADD COLUMN rating smallint CHECK (rating BETWEEN 1 AND 5),
    ADD COLUMN rating_comment text,
    ADD COLUMN rated_at timestamptz;
CREATE INDEX IF NOT EXISTS idx_rag_sessions_session_id ON public.rag_sessions (session_id);
CREATE INDEX IF NOT EXISTS idx_rag_queries_session_id ON public.rag_queries (session_id);
CREATE INDEX IF NOT EXISTS idx_rag_queries_created_at ON public.rag_queries (created_at);
