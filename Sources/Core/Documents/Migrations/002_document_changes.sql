-- Tells whoever listens, on any host, which documents a statement has changed: one notification a statement, on the
-- channel paddle_documents, as {"op":"insert","ids":[1,2]}. "listed" is true where lists of documents look different.
-- Of a statement that changes more than 100 documents only that it did so is told, without ids: a payload is bounded by
-- 8,000 bytes. Vectors are no part of what a document says, so that computing them tells nothing.

CREATE FUNCTION public.paddle_notify_documents(op text, ids integer[], listed boolean) RETURNS void
LANGUAGE sql VOLATILE AS $$
    SELECT pg_notify('paddle_documents',
        json_build_object('op', op, 'listed', listed,
            'ids', CASE WHEN cardinality(ids) <= 100 THEN to_json(ids) END)::text)
    WHERE cardinality(ids) > 0
$$;

CREATE FUNCTION public.paddle_documents_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('paddle_documents', '{"op":"truncate","listed":true,"ids":null}');
    RETURN NULL;
END
$$;

CREATE FUNCTION public.paddle_documents_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids integer[];
    listed boolean := true;
BEGIN
    CASE TG_OP
        WHEN 'INSERT' THEN
            SELECT array_agg(id) INTO ids FROM (SELECT id FROM new_documents LIMIT 101) AS few;
        WHEN 'DELETE' THEN
            SELECT array_agg(id) INTO ids FROM (SELECT id FROM old_documents LIMIT 101) AS few;
        WHEN 'UPDATE' THEN
            SELECT array_agg(id), coalesce(bool_or(retitled), false) INTO ids, listed FROM (
                SELECT n.id, n.title IS DISTINCT FROM o.title AS retitled
                FROM new_documents AS n JOIN old_documents AS o ON o.id = n.id
                WHERE (n.title, n.content, n.metadata) IS DISTINCT FROM (o.title, o.content, o.metadata)
                LIMIT 101) AS few;
    END CASE;
    PERFORM public.paddle_notify_documents(lower(TG_OP), ids, listed);
    RETURN NULL;
END
$$;

CREATE TRIGGER paddle_documents_inserted AFTER INSERT ON public.documents
    REFERENCING NEW TABLE AS new_documents
    FOR EACH STATEMENT EXECUTE FUNCTION public.paddle_documents_changed();
CREATE TRIGGER paddle_documents_updated AFTER UPDATE ON public.documents
    REFERENCING OLD TABLE AS old_documents NEW TABLE AS new_documents
    FOR EACH STATEMENT EXECUTE FUNCTION public.paddle_documents_changed();
CREATE TRIGGER paddle_documents_deleted AFTER DELETE ON public.documents
    REFERENCING OLD TABLE AS old_documents
    FOR EACH STATEMENT EXECUTE FUNCTION public.paddle_documents_changed();
CREATE TRIGGER paddle_documents_truncated AFTER TRUNCATE ON public.documents
    FOR EACH STATEMENT EXECUTE FUNCTION public.paddle_documents_truncated();
