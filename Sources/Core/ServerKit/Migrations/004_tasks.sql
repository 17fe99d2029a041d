-- Long work of tools that goes on when its call has been answered, so that any process can tell how it is, and go on
-- with it where the process that began it has stopped.
CREATE TABLE public.mcp_tasks (
    -- The name by which its caller asks for it: 32 random bytes.
    task_id pg_catalog.bytea PRIMARY KEY CHECK (pg_catalog.octet_length(task_id) = 32),
    -- Its number, for leases and for announcements of changes.
    id pg_catalog.int8 GENERATED ALWAYS AS IDENTITY UNIQUE,
    server pg_catalog.text NOT NULL,
    caller pg_catalog.text NOT NULL,
    -- What the caller may do, and with what it may go on.
    scopes pg_catalog.text[] NOT NULL,
    tool pg_catalog.text NOT NULL,
    -- What a call of the tool means in the process that began it alone, by its settings: only processes in which it means
    -- the same go on with it.
    setting pg_catalog.text NOT NULL DEFAULT '',
    -- call: the work is the call itself, done under the lease. Any other kind names work that has a row of its own.
    kind pg_catalog.text NOT NULL DEFAULT 'call',
    -- The row that does the work, where that is another one.
    ref pg_catalog.int8,
    -- The arguments of a call, as json, which keeps what jsonb refuses; NULL once it has ended.
    args pg_catalog.json,
    -- What the client can be asked, and what was remembered while it was.
    client pg_catalog.json,
    outcome pg_catalog.text CHECK (outcome IN ('completed', 'failed', 'cancelled')),
    result pg_catalog.json,
    error pg_catalog.json,
    message pg_catalog.text,
    created_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.now(),
    expires_at pg_catalog.timestamptz NOT NULL,
    cancel_requested_at pg_catalog.timestamptz,
    -- Which process does the call, until when it has it to itself, and how often it was taken.
    lease_owner pg_catalog.text,
    lease_until pg_catalog.timestamptz,
    fence pg_catalog.int8 NOT NULL DEFAULT 0,
    -- How often it was given back: the other times its process has stopped.
    released pg_catalog.int8 NOT NULL DEFAULT 0,
    CHECK ((kind = 'call') = (ref IS NULL)),
    CHECK ((outcome IS NOT DISTINCT FROM 'completed') = (result IS NOT NULL)),
    CHECK ((outcome IS NOT DISTINCT FROM 'failed') = (error IS NOT NULL))
);

CREATE INDEX mcp_tasks_open ON public.mcp_tasks (server, id) WHERE outcome IS NULL AND kind = 'call';
CREATE INDEX mcp_tasks_ref ON public.mcp_tasks (kind, ref) WHERE outcome IS NULL AND kind <> 'call';
CREATE INDEX mcp_tasks_expires_at ON public.mcp_tasks (expires_at);

-- What a task asks its client, and the answers. A key is used once in the life of a task.
CREATE TABLE public.mcp_task_inputs (
    task_id pg_catalog.bytea REFERENCES public.mcp_tasks ON DELETE CASCADE,
    key pg_catalog.text,
    -- What the tool calls it.
    name pg_catalog.text NOT NULL,
    request pg_catalog.json NOT NULL,
    response pg_catalog.json,
    answered_by pg_catalog.text,
    asked_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    PRIMARY KEY (task_id, key)
);

CREATE FUNCTION public.paddle_notify_task() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('mcp_tasks', NEW.id::text);
    RETURN NULL;
END
$$;

-- A lease that is renewed is no news.
CREATE TRIGGER mcp_tasks_notify AFTER UPDATE OF updated_at ON public.mcp_tasks
FOR EACH ROW WHEN (OLD.updated_at IS DISTINCT FROM NEW.updated_at) EXECUTE FUNCTION public.paddle_notify_task();
