-- Keyword search in titles and texts, as English until it is told otherwise. The rows that are there wait to be indexed.
CALL public.paddle_keep_keywords('public.documents'::pg_catalog.regclass, 'id'::pg_catalog.name,
    '{title,content}'::pg_catalog.name[], 'document'::pg_catalog.text, 'pg_catalog.english'::pg_catalog.regconfig);
