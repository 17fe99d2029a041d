-- An index of the lexemes of a table's texts, for BM25: for each lexeme, which rows hold it, how often, and how long
-- their texts are. The lexeme '' stands for every row, and tells how many there are and how long they are together.
--
-- A trigger notes which rows have changed. Of a small statement they are indexed at once, in its transaction; those of a
-- large one wait. What is new is one row a posting. It overrides what the blocks say of the same lexeme and row, until it
-- is merged into them. Blocks hold some 256 postings, in the order of the rows.

-- The indexed tables. The name of the language is that of a text search configuration, with its schema.
CREATE TABLE public.paddle_keyword_indexes (
    indexed regclass PRIMARY KEY,
    id name NOT NULL,
    texts name[] NOT NULL,
    language text NOT NULL,
    postings regclass NOT NULL,
    blocks regclass NOT NULL,
    backlog regclass NOT NULL
);

-- The text of a row, as an expression of its columns.
CREATE FUNCTION public.paddle_indexed_text(texts name[], alias text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT format('concat_ws(%L, %s)', E'\n', string_agg(format('%s.%I', alias, name), ', ' ORDER BY place))
    FROM unnest(texts) WITH ORDINALITY AS names(name, place)
$$;

-- Indexes rows that wait: these, or as many as are free. Returns how many it has indexed.
CREATE FUNCTION public.paddle_index_keywords(watched regclass, chosen bigint[], maximum integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    index public.paddle_keyword_indexes;
    ids bigint[];
    formers text[];
BEGIN
    SELECT * INTO STRICT index FROM public.paddle_keyword_indexes WHERE indexed = watched;
    EXECUTE format($query$
        WITH taken AS (
            DELETE FROM %1$s WHERE id IN (
                SELECT id FROM %1$s WHERE $1 IS NULL OR id = ANY ($1) ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
            RETURNING id, former)
        SELECT array_agg(id), array_agg(former) FROM taken
        $query$, index.backlog) INTO ids, formers USING chosen, maximum;
    -- Another statement, which sees what the rows are now that nobody else can change what waits.
    EXECUTE format($query$
        WITH taken AS MATERIALIZED (
            SELECT * FROM unnest($1, $2) AS taken(id, former)
        ), former AS (
            SELECT id, lexeme FROM taken, public.paddle_lexemes($3, former)
            UNION ALL
            SELECT id, '' FROM taken WHERE former IS NOT NULL
        ), counted AS MATERIALIZED (
            SELECT t.id, word.lexeme, word.count FROM %1$s AS t,
                public.paddle_lexemes($3, %2$s) AS word WHERE t.%3$I = ANY ($1)
        ), lengths AS MATERIALIZED (
            SELECT t.%3$I::bigint AS id, coalesce(sum(count), 0) AS length
            FROM %1$s AS t LEFT JOIN counted ON counted.id = t.%3$I WHERE t.%3$I = ANY ($1) GROUP BY t.%3$I
        ), present AS (
            SELECT id, lexeme, count, length FROM counted JOIN lengths USING (id)
            UNION ALL
            SELECT id, '', 1, length FROM lengths
        )
        INSERT INTO %4$s AS posting (lexeme, id, count, length, change)
        SELECT lexeme, id, least(coalesce(count, 0), 32767), least(coalesce(length, 0), 32767),
            (present.id IS NOT NULL)::int - (former.id IS NOT NULL)::int
        FROM present FULL JOIN former USING (id, lexeme)
        ORDER BY lexeme, id
        ON CONFLICT (lexeme, id) DO UPDATE
            SET count = excluded.count, length = excluded.length, change = posting.change + excluded.change
        $query$, index.indexed, public.paddle_indexed_text(index.texts, 't'), index.id, index.postings)
        USING ids, formers, index.language::regconfig;
    RETURN coalesce(cardinality(ids), 0);
END
$$;

-- Merges postings into blocks. Returns how many it has merged; 0 also where another process is merging.
--
-- What follows the last block of a lexeme becomes a block of its own, which takes in the blocks before it only while they
-- are no larger than all that comes after them. So a posting is written again at most eight times until its block is full,
-- and not whenever its lexeme occurs in a new text.
CREATE FUNCTION public.paddle_merge_postings(watched regclass, maximum integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    index public.paddle_keyword_indexes;
    lexemes text[];
    ids bigint[];
    counts smallint[];
    lengths smallint[];
BEGIN
    SELECT * INTO index FROM public.paddle_keyword_indexes WHERE indexed = watched FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    EXECUTE format($query$
        WITH taken AS (
            DELETE FROM %1$s AS posting USING (
                SELECT lexeme, id FROM %1$s ORDER BY lexeme, id LIMIT $1 FOR UPDATE SKIP LOCKED) AS free
            WHERE posting.lexeme = free.lexeme AND posting.id = free.id
            RETURNING posting.*)
        SELECT array_agg(lexeme), array_agg(id), array_agg(count), array_agg(length) FROM taken
        $query$, index.postings) INTO lexemes, ids, counts, lengths USING maximum;
    EXECUTE format($query$
        WITH taken AS MATERIALIZED (
            SELECT * FROM unnest($1, $2, $3, $4) AS taken(lexeme, id, count, length)
        ), known AS MATERIALIZED (
            SELECT lexeme, (SELECT b.ids[size] FROM %1$s AS b WHERE b.lexeme = word.lexeme
                ORDER BY first DESC LIMIT 1) AS last
            FROM (SELECT DISTINCT lexeme FROM taken) AS word
        ), word AS MATERIALIZED (
            SELECT appended.*, (
                SELECT min(first) FROM (
                    SELECT first, bool_and(size <= least(following, 255)) OVER (ORDER BY first DESC) AS is_joined
                    FROM (
                        SELECT first, size, appended.size + coalesce(sum(size) OVER (
                            ORDER BY first DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS following
                        -- Each is larger than all that follow it, so that no more than these are not full.
                        FROM (SELECT first, size FROM %1$s AS b WHERE b.lexeme = appended.lexeme
                            ORDER BY first DESC LIMIT 9) AS tail
                    ) AS tail
                ) AS tail WHERE is_joined) AS joined
            FROM (
                SELECT lexeme, last, min(id) FILTER (WHERE (id <= last) IS NOT TRUE) AS first,
                    count(*) FILTER (WHERE (id <= last) IS NOT TRUE AND count > 0) AS size
                FROM taken JOIN known USING (lexeme) GROUP BY lexeme, last
            ) AS appended
        ), placed AS MATERIALIZED (
            SELECT taken.*, joined, first, CASE WHEN id <= last THEN coalesce(
                (SELECT b.first FROM %1$s AS b WHERE b.lexeme = taken.lexeme AND b.first <= taken.id
                    ORDER BY b.first DESC LIMIT 1),
                (SELECT b.first FROM %1$s AS b WHERE b.lexeme = taken.lexeme ORDER BY b.first LIMIT 1)) END AS block
            FROM taken JOIN word USING (lexeme)
        ), former AS (
            -- Blocks that are joined are one run, from where the first of them begins.
            DELETE FROM %1$s AS b USING (
                SELECT lexeme, block, least(block, joined) AS start FROM placed WHERE block IS NOT NULL
                UNION
                SELECT word.lexeme, tail.first, joined FROM word CROSS JOIN LATERAL (
                    SELECT b.first FROM %1$s AS b WHERE b.lexeme = word.lexeme AND b.first >= joined) AS tail
            ) AS touched
            WHERE b.lexeme = touched.lexeme AND b.first = touched.block
            RETURNING b.*, touched.start
        ), run AS (
            -- NOT IN is looked up by hashes, however few rows the planner expects.
            SELECT former.lexeme, former.start, old.id, old.count, old.length
            FROM former, unnest(former.ids, former.counts, former.lengths) AS old(id, count, length)
            WHERE (former.lexeme, old.id) NOT IN (SELECT lexeme, id FROM taken)
            UNION ALL
            SELECT lexeme, least(coalesce(block, first), joined), id, count, length FROM placed WHERE count > 0
        ), numbered AS (
            -- The last block takes up to 64 more rather than that they make one of their own.
            SELECT *, least((row_number() OVER part - 1) / 256, greatest(0, (count(*) OVER whole - 65) / 256)) AS number
            FROM run
            WINDOW whole AS (PARTITION BY lexeme, start), part AS (PARTITION BY lexeme, start ORDER BY id)
        )
        INSERT INTO %1$s (lexeme, first, size, total, ids, counts, lengths)
        SELECT lexeme, min(id), count(*), sum(length), array_agg(id ORDER BY id), array_agg(count ORDER BY id),
            array_agg(length ORDER BY id)
        FROM numbered GROUP BY lexeme, start, number
        $query$, index.blocks) USING lexemes, ids, counts, lengths;
    RETURN coalesce(cardinality(lexemes), 0);
END
$$;

-- Notes which rows a statement has changed, and what the index knows of them.
CREATE FUNCTION public.paddle_keywords_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    index public.paddle_keyword_indexes;
    size bigint;
    ids bigint[];
BEGIN
    SELECT * INTO index FROM public.paddle_keyword_indexes WHERE indexed = TG_RELID;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'TRUNCATE' THEN
        EXECUTE format('TRUNCATE %s, %s, %s', index.postings, index.blocks, index.backlog);
        RETURN NULL;
    END IF;
    -- A row that waits already keeps what the index knows of it. It is locked, so that nobody indexes it meanwhile.
    EXECUTE format($query$
        WITH changed AS MATERIALIZED (%1$s), noted AS (
            INSERT INTO %2$s AS waiting (id, former) SELECT id, former FROM changed ORDER BY id
            ON CONFLICT (id) DO UPDATE SET former = waiting.former)
        SELECT array_agg(id), sum(size) FROM changed
        $query$,
        CASE TG_OP
            WHEN 'INSERT' THEN format(
                'SELECT n.%1$I AS id, NULL::text AS former, octet_length(%2$s) AS size FROM new_rows AS n',
                index.id, public.paddle_indexed_text(index.texts, 'n'))
            WHEN 'DELETE' THEN format(
                'SELECT o.%1$I AS id, %2$s AS former, octet_length(%2$s) AS size FROM old_rows AS o',
                index.id, public.paddle_indexed_text(index.texts, 'o'))
            ELSE format($changed$
                SELECT coalesce(o.%1$I, n.%1$I) AS id, CASE WHEN o.%1$I IS NOT NULL THEN %2$s END AS former,
                    octet_length(%2$s) + octet_length(%3$s) AS size
                FROM new_rows AS n FULL JOIN old_rows AS o ON o.%1$I = n.%1$I
                WHERE o.%1$I IS NULL OR n.%1$I IS NULL OR %2$s <> %3$s
                $changed$, index.id, public.paddle_indexed_text(index.texts, 'o'),
                public.paddle_indexed_text(index.texts, 'n'))
        END,
        index.backlog) INTO ids, size;
    IF size <= 1000000 AND cardinality(ids) <= 1000 THEN
        PERFORM public.paddle_index_keywords(TG_RELID, ids, NULL);
    END IF;
    RETURN NULL;
END
$$;

-- Puts a table under a keyword index, or gives its index another language; its rows wait to be indexed anew.
--
-- prefix names the tables of the index, which stand beside the table.
CREATE PROCEDURE public.paddle_keep_keywords(watched regclass, id name, texts name[], prefix text, language regconfig)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    schema name;
    type text;
    operation text;
    tables text;
    index public.paddle_keyword_indexes;
BEGIN
    SELECT nspname, format_type(atttypid, NULL) INTO schema, type
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_attribute AS a ON a.attrelid = c.oid
    WHERE c.oid = watched AND attname = paddle_keep_keywords.id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the table % has no column %', watched, quote_ident(paddle_keep_keywords.id);
    END IF;
    EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', watched);
    SELECT * INTO index FROM public.paddle_keyword_indexes WHERE indexed = watched FOR UPDATE;
    IF NOT FOUND THEN
        EXECUTE format($query$
            CREATE TABLE %1$I.%2$I (
                lexeme text COLLATE "C" NOT NULL, id %5$s NOT NULL, count smallint NOT NULL, length smallint NOT NULL,
                change smallint NOT NULL, PRIMARY KEY (lexeme, id)
            ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
                autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000);
            CREATE TABLE %1$I.%3$I (
                lexeme text COLLATE "C" NOT NULL, first %5$s NOT NULL, size integer NOT NULL, total integer NOT NULL,
                ids %5$s[] NOT NULL, counts smallint[] NOT NULL, lengths smallint[] NOT NULL,
                PRIMARY KEY (lexeme, first) INCLUDE (size, total)
            ) WITH (autovacuum_vacuum_scale_factor = 0.05);
            CREATE TABLE %1$I.%4$I (id %5$s PRIMARY KEY, former text);
            $query$, schema, prefix || '_postings', prefix || '_posting_blocks', prefix || '_keyword_backlog', type);
        INSERT INTO public.paddle_keyword_indexes VALUES (watched, paddle_keep_keywords.id, texts, '',
            format('%I.%I', schema, prefix || '_postings')::regclass,
            format('%I.%I', schema, prefix || '_posting_blocks')::regclass,
            format('%I.%I', schema, prefix || '_keyword_backlog')::regclass)
        RETURNING * INTO index;
        FOR operation, tables IN VALUES
            ('insert', 'REFERENCING NEW TABLE AS new_rows'),
            ('update', 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'),
            ('delete', 'REFERENCING OLD TABLE AS old_rows'),
            ('truncate', '')
        LOOP
            EXECUTE format(
                'CREATE TRIGGER %I AFTER %s ON %s %s FOR EACH STATEMENT
                    EXECUTE FUNCTION public.paddle_keywords_changed()',
                'paddle_keywords_' || operation, operation, watched, tables);
        END LOOP;
    ELSE
        EXECUTE format('TRUNCATE %s, %s, %s', index.postings, index.blocks, index.backlog);
    END IF;
    UPDATE public.paddle_keyword_indexes AS i SET texts = paddle_keep_keywords.texts, language = (
        SELECT format('%I.%I', nspname, cfgname) FROM pg_ts_config AS c JOIN pg_namespace AS n ON n.oid = c.cfgnamespace
        WHERE c.oid = paddle_keep_keywords.language)
    WHERE indexed = watched;
    EXECUTE format('INSERT INTO %s (id) SELECT %I FROM %s', index.backlog, paddle_keep_keywords.id, watched);
END
$$;

REVOKE ALL ON FUNCTION public.paddle_index_keywords(regclass, bigint[], integer),
    public.paddle_merge_postings(regclass, integer), public.paddle_keywords_changed() FROM PUBLIC;
REVOKE ALL ON PROCEDURE public.paddle_keep_keywords(regclass, name, name[], text, regconfig) FROM PUBLIC;
