-- Who has changed what through a tool, when, and how it went. Rows are added and never changed: no statement
-- that a server sends does, whatever it is told. Who must make room does so as a superuser, with session_replication_role
-- set to replica.
CREATE TABLE public.paddle_audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    server text NOT NULL,
    caller text NOT NULL,
    tool text NOT NULL,
    target text,
    outcome text NOT NULL CHECK (outcome IN ('done', 'failed', 'cancelled')),
    duration_ms double precision NOT NULL,
    trace_id text
);

CREATE INDEX paddle_audit_at ON public.paddle_audit USING brin (at);

CREATE FUNCTION public.paddle_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'public.paddle_audit is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER paddle_audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.paddle_audit
    FOR EACH STATEMENT EXECUTE FUNCTION public.paddle_audit_is_append_only();
