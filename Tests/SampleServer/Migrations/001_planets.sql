CREATE TABLE IF NOT EXISTS public.planets (
    name text PRIMARY KEY,
    moons integer NOT NULL
);

INSERT INTO public.planets (name, moons)
VALUES ('Earth', 1), ('Mars', 2)
ON CONFLICT DO NOTHING;
