-- Tells whoever listens, on any host, which rows of a table a statement has changed: one notification a statement, on
-- the table's channel, as {"op":"insert","ids":[1,2],"listed":true}. "listed" is true where lists of the rows look
-- different. Of a statement that changes more than 100 rows only that it did so is told, without ids: a payload is
-- bounded by 8,000 bytes.

-- Arguments: the channel; the id's column; the columns that a row says something with, as an array; and those of them
-- that lists show. Columns are compared byte by byte, so that types without equality, such as json, can be among them.
CREATE FUNCTION public.paddle_notify_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ids json;
    count integer;
    listed boolean := true;
    payload text;
BEGIN
    CASE TG_OP
        WHEN 'INSERT' THEN
            EXECUTE format('SELECT count(*), json_agg(id) FROM (SELECT %I AS id FROM new_rows LIMIT 101) AS few',
                TG_ARGV[1]) INTO count, ids;
        WHEN 'DELETE' THEN
            EXECUTE format('SELECT count(*), json_agg(id) FROM (SELECT %I AS id FROM old_rows LIMIT 101) AS few',
                TG_ARGV[1]) INTO count, ids;
        WHEN 'UPDATE' THEN
            EXECUTE (
                SELECT format($query$
                    SELECT count(*), json_agg(id), coalesce(bool_or(listed), false) FROM (
                        SELECT n.%1$I AS id, %3$s AS listed
                        FROM new_rows AS n JOIN old_rows AS o ON o.%1$I = n.%1$I
                        WHERE ROW(%2$s)::record OPERATOR(pg_catalog.*<>) ROW(%4$s)::record LIMIT 101) AS few
                    $query$,
                    TG_ARGV[1],
                    string_agg(format('n.%I', name), ', '),
                    CASE WHEN count(*) FILTER (WHERE name = ANY (TG_ARGV[3]::text[])) = 0 THEN 'false' ELSE format(
                        'ROW(%s)::record OPERATOR(pg_catalog.*<>) ROW(%s)::record',
                        string_agg(format('n.%I', name), ', ') FILTER (WHERE name = ANY (TG_ARGV[3]::text[])),
                        string_agg(format('o.%I', name), ', ') FILTER (WHERE name = ANY (TG_ARGV[3]::text[]))) END,
                    string_agg(format('o.%I', name), ', '))
                FROM unnest(TG_ARGV[2]::text[]) AS name
            ) INTO count, ids, listed;
        WHEN 'TRUNCATE' THEN
            count := 101;
    END CASE;
    IF count > 0 THEN
        payload := json_build_object('op', lower(TG_OP), 'listed', listed, 'ids', CASE WHEN count <= 100 THEN ids END);
        IF octet_length(payload) >= 8000 THEN
            payload := json_build_object('op', lower(TG_OP), 'listed', listed, 'ids', NULL);
        END IF;
        PERFORM pg_notify(TG_ARGV[0], payload);
    END IF;
    RETURN NULL;
END
$$;

-- Puts a table under the function above, or changes what is told of it.
CREATE PROCEDURE public.paddle_watch_changes(
    watched regclass, channel text, id name, columns name[], listed name[]
)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    operation text;
    tables text;
    unknown text;
BEGIN
    SELECT string_agg(quote_ident(name), ', ') INTO unknown FROM unnest(id || columns || listed) AS name
    WHERE NOT EXISTS (
        SELECT FROM pg_attribute WHERE attrelid = watched AND attname = name AND attnum > 0 AND NOT attisdropped);
    IF unknown IS NOT NULL THEN
        RAISE EXCEPTION 'the table % has no column %', watched, unknown;
    END IF;
    IF NOT listed <@ columns OR cardinality(columns) = 0 THEN
        RAISE EXCEPTION 'the columns to watch on % must be some, and hold those that lists show', watched;
    END IF;
    FOR operation, tables IN VALUES
        ('insert', 'REFERENCING NEW TABLE AS new_rows'),
        ('update', 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'),
        ('delete', 'REFERENCING OLD TABLE AS old_rows'),
        ('truncate', '')
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER %I AFTER %s ON %s %s FOR EACH STATEMENT
                EXECUTE FUNCTION public.paddle_notify_changes(%L, %L, %L, %L)',
            'paddle_changes_' || operation, operation, watched, tables, channel, id, columns, listed);
    END LOOP;
END
$$;
