-- A function runs with the search path of whoever causes it to run, unless it has its own.
ALTER FUNCTION public.paddle_audit_is_append_only() SET search_path = pg_catalog, pg_temp;
