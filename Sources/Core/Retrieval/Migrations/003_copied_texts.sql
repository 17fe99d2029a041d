-- Keyword search in tables of other programs, which get no trigger of ours: their texts are copied into a table that is
-- indexed like any other, and is brought up to date now and then.

CREATE TABLE public.paddle_copied_texts (
    copy regclass PRIMARY KEY,
    source regclass NOT NULL,
    id name NOT NULL,
    texts name[] NOT NULL,
    -- A column whose values rise with every change of a row, such as updated_at; without one all rows are compared.
    changed name,
    -- The greatest value of that at the last look.
    seen text,
    looked_at timestamptz NOT NULL DEFAULT '-infinity',
    -- When it was last looked for rows that are gone.
    swept_at timestamptz NOT NULL DEFAULT '-infinity'
);

-- Makes the copy of a table's texts, empty, and its keyword index; their names begin with prefix.
CREATE PROCEDURE public.paddle_copy_texts(
    source regclass, id name, texts name[], changed name, prefix text, language regconfig
)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    copy regclass;
BEGIN
    EXECUTE format('CREATE TABLE public.%I (id bigint PRIMARY KEY, content text NOT NULL)', prefix || '_texts');
    copy := format('public.%I', prefix || '_texts')::regclass;
    CALL public.paddle_keep_keywords(copy, 'id', '{content}', prefix, language);
    INSERT INTO public.paddle_copied_texts (copy, source, id, texts, changed)
    VALUES (copy, source, paddle_copy_texts.id, paddle_copy_texts.texts, paddle_copy_texts.changed);
END
$$;

-- Brings a copy up to date: what is new every second at most, all rows every minute where nothing tells what is new, and
-- what is gone every ten minutes. Rows whose transaction ends five minutes after the value that tells of their change was
-- taken, or 1,000 such values later, are noticed at the next comparison of all rows.
CREATE FUNCTION public.paddle_renew_texts(copied regclass) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    known public.paddle_copied_texts;
    content text;
    type regtype;
    latest text;
    condition text := 'true';
    is_swept boolean;
BEGIN
    SELECT * INTO known FROM public.paddle_copied_texts WHERE copy = copied FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND OR known.looked_at > now()
        - (CASE WHEN known.changed IS NULL THEN interval '1 minute' ELSE interval '1 second' END) THEN
        RETURN;
    END IF;
    content := public.paddle_indexed_text(known.texts, 't');
    is_swept := known.swept_at < now() - interval '10 minutes';
    IF known.changed IS NOT NULL THEN
        EXECUTE format('SELECT max(%I)::text FROM %s', known.changed, known.source) INTO latest;
        SELECT atttypid INTO STRICT type FROM pg_attribute WHERE attrelid = known.source AND attname = known.changed;
        IF known.seen IS NOT NULL AND NOT is_swept THEN
            condition := format('t.%1$I >= %2$L::%3$s - %4$s OR t.%1$I IS NULL', known.changed, known.seen, type,
                CASE WHEN type IN ('smallint'::regtype, 'integer', 'bigint', 'numeric') THEN '1000'
                    ELSE 'interval ''5 minutes''' END);
        END IF;
    END IF;
    EXECUTE format($query$
        INSERT INTO %1$s AS copy (id, content)
        SELECT t.%3$I, %4$s FROM %2$s AS t WHERE t.%3$I IS NOT NULL AND (%5$s)
        ON CONFLICT (id) DO UPDATE SET content = excluded.content WHERE copy.content <> excluded.content
        $query$, known.copy, known.source, known.id, content, condition);
    IF is_swept THEN
        EXECUTE format('DELETE FROM %s AS copy WHERE NOT EXISTS (SELECT FROM %s AS t WHERE t.%I = copy.id)',
            known.copy, known.source, known.id);
    END IF;
    UPDATE public.paddle_copied_texts AS c SET seen = coalesce(latest, c.seen), looked_at = now(),
        swept_at = CASE WHEN is_swept THEN now() ELSE c.swept_at END
    WHERE copy = copied;
END
$$;

REVOKE ALL ON FUNCTION public.paddle_renew_texts(regclass) FROM PUBLIC;
REVOKE ALL ON PROCEDURE public.paddle_copy_texts(regclass, name, name[], name, text, regconfig) FROM PUBLIC;
