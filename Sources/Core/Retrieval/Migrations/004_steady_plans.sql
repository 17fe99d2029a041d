-- Indexing and merging as before, by plans that do not depend on what the planner believes of the sizes of these tables:
-- it may believe that one is empty which was vacuumed and then filled. Rows are deleted by their places, and blocks are
-- found by the index, one by one.

-- Indexes rows that wait: these, or as many as are free. Returns how many it has indexed.
CREATE OR REPLACE FUNCTION public.paddle_index_keywords(watched regclass, chosen bigint[], maximum integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    index public.paddle_keyword_indexes;
    ids bigint[];
    formers text[];
BEGIN
    SELECT * INTO STRICT index FROM public.paddle_keyword_indexes WHERE indexed = watched;
    EXECUTE format($query$
        WITH taken AS (
            DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM %1$s WHERE $1 IS NULL OR id = ANY ($1) ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED))
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
CREATE OR REPLACE FUNCTION public.paddle_merge_postings(watched regclass, maximum integer) RETURNS integer
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
            DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM %1$s ORDER BY lexeme, id LIMIT $1 FOR UPDATE SKIP LOCKED))
            RETURNING *)
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
        ), touched AS MATERIALIZED (
            -- Blocks that are joined are one run, from where the first of them begins.
            SELECT part.*, place FROM (
                SELECT lexeme, block AS first, least(block, joined) AS start FROM placed WHERE block IS NOT NULL
                UNION
                SELECT word.lexeme, tail.first, joined FROM word CROSS JOIN LATERAL (
                    SELECT b.first FROM %1$s AS b WHERE b.lexeme = word.lexeme AND b.first >= joined OFFSET 0) AS tail
            ) AS part CROSS JOIN LATERAL (
                SELECT ctid AS place FROM %1$s AS b WHERE b.lexeme = part.lexeme AND b.first = part.first OFFSET 0) AS b
        ), former AS (
            DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT place FROM touched)) RETURNING *
        ), run AS (
            -- NOT IN is looked up by hashes, however few rows the planner expects.
            SELECT former.lexeme, touched.start, old.id, old.count, old.length
            FROM former JOIN touched USING (lexeme, first),
                unnest(former.ids, former.counts, former.lengths) AS old(id, count, length)
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
