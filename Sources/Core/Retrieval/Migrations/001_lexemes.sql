-- What keyword search knows of a text: its lexemes and how often each occurs, by the same function for what is stored
-- and for what is asked.

-- The characters of scripts that are written without spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han, Hangul.
CREATE FUNCTION public.paddle_unspaced() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT '[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\U00020000-\U0003FFFF]'
$$;

-- Cuts a text, between words, into parts that a tsvector holds whole: it counts 16,383 words, and 255 of a kind.
CREATE FUNCTION public.paddle_text_parts(content text) RETURNS SETOF text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    longest CONSTANT int := 20000;
    rest text;
    part text;
    space int;
BEGIN
    -- In steps, because a part of a long text is found by walking to it from the front.
    FOR start IN 1 .. length(content) BY 50 * longest LOOP
        rest := concat(rest, substr(content, start, 50 * longest));
        WHILE length(rest) > longest LOOP
            part := left(rest, longest);
            space := strpos(reverse(translate(part, E'\t\n\r', '   ')), ' ');
            -- One space ends the part; a longer word has been cut before, or is cut here.
            IF space > 0 AND space < longest THEN
                part := left(part, longest - space + 1);
            END IF;
            RETURN NEXT part;
            rest := substr(rest, length(part) + 1);
        END LOOP;
    END LOOP;
    IF rest <> '' THEN
        RETURN NEXT rest;
    END IF;
END
$$;

-- A text without what joins words to one: hyphens and slashes, which would make compounds and paths of them.
CREATE FUNCTION public.paddle_separate_words(content text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT translate(content, '-/', '  ')
$$;

-- The lexemes of a text by PostgreSQL's configuration of its language. Of scripts without spaces, every two adjacent
-- characters are a lexeme. A word of more than 250 characters is cut into several, since a tsvector leaves out the
-- longest.
CREATE FUNCTION public.paddle_lexemes(language regconfig, content text) RETURNS TABLE (lexeme text, count integer)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE ROWS 60 SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    unspaced CONSTANT text := public.paddle_unspaced();
    pairs text[] := '{}';
BEGIN
    IF octet_length(content) > length(content) AND content ~ unspaced THEN
        SELECT array_agg(pair) INTO pairs FROM (
            SELECT character || coalesce(lead(character) OVER neighbours, '') AS pair,
                lead(character) OVER neighbours IS NULL AND lag(character) OVER neighbours IS NOT NULL AS is_rest
            FROM regexp_matches(content, unspaced || '+', 'g') WITH ORDINALITY AS run(matched, number),
                string_to_table(run.matched[1], NULL) WITH ORDINALITY AS characters(character, place)
            WINDOW neighbours AS (PARTITION BY run.number ORDER BY place)
        ) AS runs WHERE NOT is_rest;
        content := regexp_replace(content, unspaced || '+', ' ', 'g');
    END IF;
    content := public.paddle_separate_words(content);
    IF content ~ '\S{251}' THEN
        content := regexp_replace(content, '(\S{250})', '\1 ', 'g');
    END IF;
    IF length(content) <= 20000 AND cardinality(pairs) = 0 THEN
        RETURN QUERY SELECT word.lexeme, cardinality(word.positions) FROM unnest(to_tsvector(language, content)) AS word;
    ELSE
        RETURN QUERY
        SELECT word.lexeme, sum(word.count)::int FROM (
            SELECT found.lexeme, cardinality(found.positions) AS count
            FROM public.paddle_text_parts(content) AS part, unnest(to_tsvector(language, part)) AS found
            UNION ALL
            SELECT pair, 1 FROM unnest(pairs) AS pair
        ) AS word GROUP BY word.lexeme;
    END IF;
END
$$;

-- Whether a text holds a phrase: its words one after another, whatever their endings.
CREATE FUNCTION public.paddle_has_phrase(language regconfig, content text, phrase text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted CONSTANT tsquery := phraseto_tsquery(language, public.paddle_separate_words(phrase));
BEGIN
    IF phrase ~ public.paddle_unspaced() OR numnode(wanted) = 0 THEN
        RETURN strpos(lower(content), lower(phrase)) > 0;
    END IF;
    RETURN EXISTS (SELECT FROM public.paddle_text_parts(public.paddle_separate_words(content)) AS part
        WHERE to_tsvector(language, part) @@ wanted);
END
$$;
