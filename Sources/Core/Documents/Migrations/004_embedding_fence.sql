-- Rises with each lease of a document that waits for its vectors: who lost the lease must not write them any more. A
-- server of the version before takes leases without it, and writes only vectors of the content that is still there.
ALTER TABLE public.documents ADD COLUMN embedding_fence bigint NOT NULL DEFAULT 0;
