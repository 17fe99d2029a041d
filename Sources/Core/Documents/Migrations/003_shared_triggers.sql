-- One trigger function serves all tables now; channel and payload stay, so that a server of the version before hears on.
DROP TRIGGER paddle_documents_inserted ON public.documents;
DROP TRIGGER paddle_documents_updated ON public.documents;
DROP TRIGGER paddle_documents_deleted ON public.documents;
DROP TRIGGER paddle_documents_truncated ON public.documents;
DROP FUNCTION public.paddle_documents_changed(), public.paddle_documents_truncated(),
    public.paddle_notify_documents(text, integer[], boolean);

-- Vectors are no part of what a document says, so that computing them tells nothing.
-- The types are named, so that no procedure of the same name with others can be meant.
CALL public.paddle_watch_changes('public.documents'::pg_catalog.regclass, 'paddle_documents'::pg_catalog.text,
    'id'::pg_catalog.name, '{title,content,metadata}'::pg_catalog.name[], '{title}'::pg_catalog.name[]);
