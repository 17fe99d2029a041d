-- How far each import has come: changed in the transaction that stores the documents, so that an import that was killed
-- goes on where it ended, with nothing lost and nothing twice. The row of an import that is done goes.
CREATE TABLE public.paddle_imports (
    source pg_catalog.text NOT NULL,
    target pg_catalog.regclass NOT NULL,
    position pg_catalog.text,
    created pg_catalog.int8 NOT NULL DEFAULT 0,
    replaced pg_catalog.int8 NOT NULL DEFAULT 0,
    skipped pg_catalog.int8 NOT NULL DEFAULT 0,
    started_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.now(),
    PRIMARY KEY (source, target)
);
