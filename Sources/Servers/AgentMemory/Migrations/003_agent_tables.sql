-- Takes over what the earlier agent-memory server has stored in tables of its own, which stay as they are: episodes and
-- facts become memories, each in the bank of its agent, and working memory becomes values of sessions. What was stored
-- as JSON is kept as data in the metadata, and becomes text that is searched.

CREATE FUNCTION public.paddle_text_of(data jsonb) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(nullif(CASE jsonb_typeof(data)
        WHEN 'object' THEN (
            SELECT string_agg(format('%s: %s', key, CASE jsonb_typeof(value) WHEN 'array' THEN (
                    SELECT string_agg(element, ', ') FROM jsonb_array_elements_text(value) AS element)
                ELSE value #>> '{}' END), E'\n' ORDER BY place)
            FROM jsonb_each(data) WITH ORDINALITY AS member (key, value, place))
        ELSE data #>> '{}' END, ''), '(empty)')
$$;

-- Whether a table is one of theirs: a plain one, of a role whose rights we have, with these columns.
CREATE FUNCTION public.paddle_is_earlier(name text, columns text[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM pg_class AS c
        WHERE c.oid = to_regclass(format('public.%I', name)) AND c.relkind = 'r' AND NOT c.relrowsecurity
            AND pg_has_role(c.relowner, 'USAGE')
            AND columns <@ ARRAY(SELECT format('%s %s', a.attname, format_type(a.atttypid, NULL)) FROM pg_attribute AS a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))
$$;

DO $$
DECLARE
    agents text := '';
    has_episodes CONSTANT boolean := public.paddle_is_earlier('episodic_memory', ARRAY['id integer',
        'agent_id character varying', 'session_id character varying', 'timestamp timestamp with time zone',
        'context jsonb', 'memory_type character varying', 'relevance_score double precision', 'tags text[]']);
    has_facts CONSTANT boolean := public.paddle_is_earlier('semantic_memory', ARRAY['id integer',
        'entity character varying', 'data jsonb', 'category character varying',
        'last_updated timestamp with time zone', 'access_count integer', 'tags text[]', 'agent_id character varying']);
    has_values CONSTANT boolean := public.paddle_is_earlier('working_memory', ARRAY['agent_id character varying',
        'session_id character varying', 'key character varying', 'value jsonb',
        'created_at timestamp with time zone', 'expires_at timestamp with time zone']);
BEGIN
    IF has_episodes THEN
        agents := agents || ' UNION SELECT coalesce(nullif(agent_id, ''''), ''default'') FROM public.episodic_memory';
    END IF;
    IF has_facts THEN
        agents := agents || ' UNION SELECT coalesce(nullif(agent_id, ''''), ''default'') FROM public.semantic_memory';
    END IF;
    IF has_values THEN
        agents := agents || ' UNION SELECT coalesce(nullif(agent_id, ''''), ''default'') FROM public.working_memory';
    END IF;
    EXECUTE format($query$
        INSERT INTO public.memory_banks (name) SELECT agent FROM (SELECT NULL %s) AS agents (agent)
        WHERE agent IS NOT NULL ON CONFLICT (name) DO NOTHING
        $query$, agents);

    IF has_episodes THEN
        INSERT INTO public.memories (memory_bank_id, content, metadata, kind, source, session_id, valid_from, created_at,
            updated_at)
        SELECT bank.id, public.paddle_text_of(m.context), (
                SELECT coalesce(jsonb_object_agg(name, value), '{}') FROM (VALUES ('data', m.context),
                    ('type', to_jsonb(m.memory_type)), ('relevance', to_jsonb(m.relevance_score)),
                    ('tags', to_jsonb(m.tags))) AS known (name, value) WHERE value IS NOT NULL),
            'event', format('episodic_memory/%s', m.id), m.session_id, m.timestamp,
            coalesce(m.timestamp, CURRENT_TIMESTAMP), coalesce(m.timestamp, CURRENT_TIMESTAMP)
        FROM public.episodic_memory AS m JOIN public.memory_banks AS bank
            ON bank.name = coalesce(nullif(m.agent_id, ''), 'default') ORDER BY m.id;
    END IF;
    IF has_facts THEN
        INSERT INTO public.memories (memory_bank_id, content, metadata, kind, subject, source, access_count, created_at,
            updated_at)
        SELECT bank.id, format(E'%s\n%s', m.entity, public.paddle_text_of(m.data)), (
                SELECT coalesce(jsonb_object_agg(name, value), '{}') FROM (VALUES ('data', m.data),
                    ('category', to_jsonb(m.category)), ('tags', to_jsonb(m.tags))) AS known (name, value)
                WHERE value IS NOT NULL),
            'fact', m.entity, format('semantic_memory/%s', m.id), coalesce(m.access_count, 0),
            coalesce(m.last_updated, CURRENT_TIMESTAMP), coalesce(m.last_updated, CURRENT_TIMESTAMP)
        FROM public.semantic_memory AS m JOIN public.memory_banks AS bank
            ON bank.name = coalesce(nullif(m.agent_id, ''), 'default')
        ORDER BY m.id;
    END IF;
    IF has_values THEN
        INSERT INTO public.session_values (memory_bank_id, session_id, key, value, expires_at, created_at, updated_at)
        SELECT bank.id, coalesce(nullif(m.session_id, ''), 'unnamed'), m.key, coalesce(m.value, 'null'), m.expires_at,
            coalesce(m.created_at, CURRENT_TIMESTAMP), coalesce(m.created_at, CURRENT_TIMESTAMP)
        FROM public.working_memory AS m JOIN public.memory_banks AS bank
            ON bank.name = coalesce(nullif(m.agent_id, ''), 'default')
        ON CONFLICT DO NOTHING;
    END IF;
END
$$;

DROP FUNCTION public.paddle_text_of(jsonb), public.paddle_is_earlier(text, text[]);
