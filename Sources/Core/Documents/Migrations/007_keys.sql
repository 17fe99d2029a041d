-- A caller's own name for a document, compared byte by byte; most documents have none.
ALTER TABLE public.documents ADD COLUMN key pg_catalog.text COLLATE pg_catalog."C";
CREATE UNIQUE INDEX idx_documents_key ON public.documents (key);
