import Foundation

/// Objects that others may put into the schema `public`, to be found in place of PostgreSQL's own: functions and
/// operators whose arguments fit better, types and tables of the same names. Each that is used leaves a row.
package enum Traps {
    /// Puts them into a database where everybody may create objects in `public`.
    package static func plant(in database: DatabaseAccess) async throws {
        let names = try usedNames().map { "'\($0)'" }.joined(separator: ", ")
        try await database.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
        try await database.execute("CREATE TABLE public.traps_sprung (trap text)")
        try await database.execute("CREATE TABLE public.trap_names AS SELECT unnest(ARRAY[\(names)]) AS name")
        try await database.execute("DO $plant$ \(planting) $plant$")
    }

    /// What was used in place of PostgreSQL's own.
    package static func sprung(in database: DatabaseAccess) async throws -> [JSONValue] {
        try await database.rows("SELECT DISTINCT trap FROM public.traps_sprung")
    }

    /// Everything in the sources that looks like the name of a function.
    private static func usedNames() throws -> [String] {
        let sources = BuildProducts.packageRoot.appending(path: "Sources")
        var names: Set<Substring> = []
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard ["swift", "sql"].contains(file.pathExtension) else { continue }
            names.formUnion(try String(contentsOf: file, encoding: .utf8).matches(of: /\b([a-z][a-z0-9_]*)\(/).map(\.1))
        }
        return names.map(String.init)
    }

    /// It is told where to look names up itself, or it would fall into its own traps.
    private static let planting = #"""
        DECLARE
            types regtype[] := '{boolean,smallint,integer,bigint,real,double precision,numeric,text,varchar,name,oid,
                regclass,timestamptz,interval,json,jsonb,bytea,text[],name[],integer[],bigint[],real[],
                double precision[]}';
            trap text := $trap$CREATE FUNCTION public.%1$I(%2$s) RETURNS %3$s LANGUAGE plpgsql AS
                $$ BEGIN INSERT INTO public.traps_sprung VALUES (%4$L); RETURN NULL; END $$ $trap$;
            known record;
            one regtype;
            other regtype;
            arguments text;
        BEGIN
            PERFORM pg_catalog.set_config('search_path', 'pg_catalog', true);
            FOR known IN
                SELECT proname, proargtypes::regtype[] AS arguments, proargnames AS names FROM pg_proc
                WHERE pronamespace = 'pg_catalog'::regnamespace AND pronargs BETWEEN 1 AND 8
                    AND proname IN (SELECT name FROM public.trap_names)
            LOOP
                FOREACH one IN ARRAY types LOOP
                    FOR arguments IN
                        SELECT string_agg(one::text, ', ') FROM unnest(known.arguments)
                        UNION SELECT string_agg(
                                CASE WHEN argument::text ~ '^"?any' THEN one ELSE argument END::text, ', ' ORDER BY number)
                            FROM unnest(known.arguments) WITH ORDINALITY AS its(argument, number)
                        UNION SELECT string_agg(
                                CASE WHEN number = changed THEN one ELSE argument END::text, ', ' ORDER BY number)
                            FROM generate_subscripts(known.arguments, 1) AS changed,
                                unnest(known.arguments) WITH ORDINALITY AS its(argument, number)
                            GROUP BY changed
                        -- For calls by the names of the arguments.
                        UNION SELECT format('%I %s', name, one) FROM unnest(known.names) AS name WHERE name <> ''
                    LOOP
                        BEGIN
                            EXECUTE format(trap, known.proname, arguments, 'text',
                                replace(known.proname || ' of ' || arguments, '"', ''));
                        EXCEPTION WHEN duplicate_function OR invalid_function_definition OR feature_not_supported THEN
                            NULL;
                        END;
                    END LOOP;
                END LOOP;
            END LOOP;
            FOREACH one IN ARRAY types LOOP
                FOREACH other IN ARRAY types LOOP
                    EXECUTE format(trap, 'trap', format('%s, %s', one, other), 'boolean',
                        format('operator of %s, %s', one, other));
                    FOR known IN SELECT DISTINCT oprname FROM pg_operator WHERE oprkind = 'b' AND oprname IN
                        ('=', '<>', '<', '>', '<=', '>=', '+', '-', '*', '/', '||', '->', '->>', '#>', '#>>', '@>', '<@',
                            '&&', '?', '~', '~~', '*=', '*<>')
                    LOOP
                        EXECUTE format(
                            'CREATE OPERATOR public.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = public.trap)',
                            known.oprname, one, other);
                    END LOOP;
                END LOOP;
            END LOOP;
            CREATE FUNCTION public.trap_of(text) RETURNS boolean LANGUAGE plpgsql AS
                'BEGIN INSERT INTO public.traps_sprung VALUES ($1); RETURN true; END';
            FOR known IN SELECT typname FROM pg_type WHERE oid = ANY (types) AND typcategory <> 'A' LOOP
                EXECUTE format('CREATE DOMAIN public.%1$I AS text CHECK (public.trap_of(''type %1$I''))', known.typname);
            END LOOP;
            FOR known IN
                SELECT relname, string_agg(quote_ident(attname), ', ') AS columns
                FROM pg_class AS c JOIN pg_attribute ON attrelid = c.oid AND attnum > 0
                WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v') GROUP BY relname
            LOOP
                BEGIN
                    EXECUTE format(
                        'CREATE VIEW public.%1$I AS SELECT %2$s FROM %1$I WHERE public.trap_of(''table %1$I'')',
                        known.relname, known.columns);
                -- A view cannot have columns of some types that only catalogues have.
                EXCEPTION WHEN invalid_table_definition THEN NULL;
                END;
            END LOOP;
        END
        """#
}
