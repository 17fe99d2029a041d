-- What keeps a call that is made again from being done again. Both tables hold rows for a while only; servers delete
-- those that have expired.

-- The answers to calls with an idempotency key. A call claims its key before it writes anything, and gives the answer in
-- the same transaction: another call with the key waits for that transaction.
CREATE TABLE public.paddle_idempotency_keys (
    server pg_catalog.text NOT NULL,
    caller pg_catalog.text NOT NULL,
    tool pg_catalog.text NOT NULL,
    key pg_catalog.text NOT NULL,
    -- SHA-256 of the arguments.
    fingerprint pg_catalog.bytea NOT NULL,
    -- The result of the call, as JSON; NULL only within the transaction that makes it.
    answer pg_catalog.text,
    expires_at pg_catalog.timestamptz NOT NULL,
    PRIMARY KEY (server, caller, tool, key)
);

CREATE INDEX paddle_idempotency_keys_expires_at ON public.paddle_idempotency_keys (expires_at);

-- The signed states with which users have agreed to something that is done: each serves once.
CREATE TABLE public.paddle_used_states (
    id pg_catalog.text PRIMARY KEY,
    expires_at pg_catalog.timestamptz NOT NULL
);

CREATE INDEX paddle_used_states_expires_at ON public.paddle_used_states (expires_at);
