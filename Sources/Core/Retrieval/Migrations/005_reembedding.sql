-- Texts that are being embedded again by another model, while the vectors of the one before serve. The new vectors are
-- gathered in columns and in a table of passages that have the same names with _next behind.
--
-- Until memories were embedded again, too, migration 9 of the set documents made all this, and may have done so here.
CREATE TABLE IF NOT EXISTS public.paddle_reembeddings (
    documents regclass PRIMARY KEY,
    passages regclass NOT NULL,
    model text NOT NULL,
    -- Of the vector, its model, the length it covers, and the lease and the fence of who makes it.
    columns name[] NOT NULL,
    started_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- Why it cannot go on.
    failure text
);

-- Text that changes is to be embedded once more. Arguments: the next passages, their column of the text's id, the column of
-- the id, and what the row is to forget.
CREATE OR REPLACE FUNCTION public.paddle_forget_next_vectors() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('DELETE FROM %s WHERE %I = ($1).%I', TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]) USING NEW;
    RETURN jsonb_populate_record(NEW, TG_ARGV[3]::jsonb);
END
$$;

CREATE OR REPLACE PROCEDURE public.paddle_begin_reembedding(
    embedded regclass, id name, content name, kept name[], parts regclass, part_text name, part_ordinal name,
    part_embedding name, made_by text, dimensions integer
)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    vectors name;
    next_parts text;
    allowed record;
BEGIN
    SELECT nspname INTO STRICT vectors
    FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE extname = 'vector';
    SELECT format('%I.%I', nspname, relname || '_next') INTO STRICT next_parts
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = parts;

    INSERT INTO public.paddle_reembeddings (documents, passages, model, columns) VALUES (embedded, parts, made_by, kept);
    EXECUTE format('ALTER TABLE %s ADD COLUMN %I %I.vector(%s), ADD COLUMN %I text, ADD COLUMN %I integer, '
        'ADD COLUMN %I timestamptz, ADD COLUMN %I bigint NOT NULL DEFAULT 0', embedded, kept[1] || '_next', vectors,
        dimensions, kept[2] || '_next', kept[3] || '_next', kept[4] || '_next', kept[5] || '_next');
    EXECUTE format('CREATE INDEX ON %s (%I)', embedded, kept[2] || '_next');
    EXECUTE format('CREATE INDEX ON %s (%I) WHERE %I IS NULL', embedded, id, kept[3] || '_next');

    EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING INDEXES)', next_parts, parts);
    EXECUTE format('ALTER TABLE %s ALTER COLUMN %I TYPE %I.vector(%s), ADD PRIMARY KEY (%I, %I), '
        'ADD FOREIGN KEY (%I) REFERENCES %s (%I) ON DELETE CASCADE', next_parts, part_embedding, vectors, dimensions,
        part_text, part_ordinal, part_text, embedded, id);
    -- Who may use the passages may use those that take their place.
    FOR allowed IN
        SELECT privilege_type AS privilege, CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE grantee::regrole::text END AS role
        FROM pg_class AS c, aclexplode(c.relacl) WHERE c.oid = parts AND grantee <> c.relowner
    LOOP
        EXECUTE format('GRANT %s ON %s TO %s', allowed.privilege, next_parts, allowed.role);
    END LOOP;

    -- Of any column, since another trigger may be what changes the text.
    EXECUTE format('CREATE TRIGGER paddle_forget_next_vectors BEFORE UPDATE ON %2$s FOR EACH ROW '
        'WHEN (OLD.%1$I IS DISTINCT FROM NEW.%1$I) EXECUTE FUNCTION public.paddle_forget_next_vectors(%3$L, %4$L, %5$L, %6$L)',
        content, embedded, next_parts, part_text, id, (SELECT jsonb_object_agg(forgotten || '_next', NULL)
            FROM unnest(kept[1:4]) AS forgotten));
END
$$;

-- Drops what was gathered. Whether there was anything.
CREATE OR REPLACE FUNCTION public.paddle_cancel_reembedding(embedded regclass) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    begun public.paddle_reembeddings;
    forgotten name;
BEGIN
    DELETE FROM public.paddle_reembeddings WHERE documents = embedded RETURNING * INTO begun;
    IF begun.documents IS NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('DROP TRIGGER paddle_forget_next_vectors ON %s', embedded);
    FOREACH forgotten IN ARRAY begun.columns LOOP
        EXECUTE format('ALTER TABLE %s DROP COLUMN %I', embedded, forgotten || '_next');
    END LOOP;
    EXECUTE (SELECT format('DROP TABLE %I.%I', nspname, relname || '_next')
        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = begun.passages);
    RETURN true;
END
$$;

-- Puts the new vectors in the place of the old ones. From then on only their model writes: a process that still has the one
-- before is refused.
CREATE OR REPLACE PROCEDURE public.paddle_finish_reembedding(embedded regclass, made_by text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    begun public.paddle_reembeddings;
    replaced name;
    schema name;
    parts name;
BEGIN
    DELETE FROM public.paddle_reembeddings WHERE documents = embedded RETURNING * INTO STRICT begun;
    EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', embedded);
    SELECT nspname, relname INTO STRICT schema, parts
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = begun.passages;
    EXECUTE format('DROP TRIGGER paddle_forget_next_vectors ON %s', embedded);
    FOREACH replaced IN ARRAY begun.columns LOOP
        EXECUTE format('ALTER TABLE %s DROP COLUMN %I', embedded, replaced);
        EXECUTE format('ALTER TABLE %s RENAME COLUMN %I TO %I', embedded, replaced || '_next', replaced);
    END LOOP;
    EXECUTE format('DROP TABLE %I.%I', schema, parts);
    EXECUTE format('ALTER TABLE %I.%I RENAME TO %I', schema, parts || '_next', parts);
    EXECUTE format('ALTER TABLE %s ADD CONSTRAINT paddle_vectors_of_one_model CHECK (%I = %L) NOT VALID', embedded,
        begun.columns[2], made_by);
END
$$;

REVOKE ALL ON FUNCTION public.paddle_forget_next_vectors(), public.paddle_cancel_reembedding(regclass) FROM PUBLIC;
REVOKE ALL ON PROCEDURE
    public.paddle_begin_reembedding(regclass, name, name, name[], regclass, name, name, name, text, integer),
    public.paddle_finish_reembedding(regclass, text) FROM PUBLIC;
