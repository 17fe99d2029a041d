-- Merging writes less: what follows the last block of a lexeme becomes a block of its own, which takes in the blocks
-- before it only while they are no larger than all that comes after them. So a posting is written again at most eight
-- times until its block is full, and not whenever its lexeme occurs in a new text.
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
