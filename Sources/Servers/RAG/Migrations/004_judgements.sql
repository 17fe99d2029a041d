-- Questions of which it is known what answers them, in sets that have names, to measure searches with.
CREATE TABLE public.judgement_sets (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text COLLATE "C" NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE public.judgements (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    set_id integer NOT NULL REFERENCES public.judgement_sets (id) ON DELETE CASCADE,
    -- Its place in the set, from 0.
    ordinal integer NOT NULL CHECK (ordinal >= 0),
    query text NOT NULL,
    UNIQUE (set_id, ordinal)
);

-- What answers a question: a whole source with a grade, or a stretch of one. A source that is deleted and stored again is
-- found by its key, and a stretch that has moved by its words, so neither is bound to the row of the document.
CREATE TABLE public.judged_parts (
    judgement_id bigint NOT NULL REFERENCES public.judgements (id) ON DELETE CASCADE,
    ordinal integer NOT NULL CHECK (ordinal >= 0),
    document_id integer,
    document_key text COLLATE "C",
    grade smallint CHECK (grade >= 0),
    char_start integer CHECK (char_start >= 0),
    char_end integer CHECK (char_end > char_start),
    quote text,
    PRIMARY KEY (judgement_id, ordinal),
    CHECK (document_id IS NOT NULL OR document_key IS NOT NULL)
);
