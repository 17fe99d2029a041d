import Postgres

/// What stands where a file is about to make a function, a procedure or a type, of whoever it is.
///
/// Where others may create in `public`, one of them can be there first.
struct TakenNames {
    private var routines: [(name: String, arguments: Int16)] = []
    private var types = [Ledger.table.name]

    /// What the files make in `public`. A table makes a type of its name as well.
    init(_ files: some Sequence<MigrationFile>) {
        let creation =
            /CREATE (FUNCTION|PROCEDURE|TABLE|TYPE|DOMAIN) (?:IF NOT EXISTS )?public\.([a-z_0-9]+)\s*(?:\(([^)]*)\))?/
        for file in files {
            for made in file.sql.matches(of: creation) {
                let name = String(made.2)
                guard ["FUNCTION", "PROCEDURE"].contains(made.1) else {
                    types.append(name)
                    continue
                }
                let arguments = made.3?.split(separator: ",").filter { !$0.allSatisfy(\.isWhitespace) } ?? []
                routines.append((name, Int16(clamping: arguments.count)))
            }
        }
    }

    /// Each, with the statement that removes it.
    func faults(on connection: isolated PostgresConnection) async throws -> [TableFault] {
        try await connection.query(
            """
            WITH taken AS (
                SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass AS class, p.oid, p.proowner AS owner
                FROM ROWS FROM (
                    pg_catalog.unnest(\(routines.map(\.name))), pg_catalog.unnest(\(routines.map(\.arguments)))
                ) AS wanted(name, arguments)
                JOIN pg_catalog.pg_proc AS p ON p.proname = wanted.name AND p.pronargs = wanted.arguments
                WHERE p.pronamespace = 'public'::pg_catalog.regnamespace
                UNION
                SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, t.typowner
                FROM pg_catalog.pg_type AS t
                WHERE t.typnamespace = 'public'::pg_catalog.regnamespace AND t.typname = ANY (\(types))
                    AND t.typrelid = 0 AND t.typcategory <> 'A'
            )
            SELECT pg_catalog.format('the name of the %s, which belongs to the role %I, is taken, and not by what this '
                    'program makes', pg_catalog.pg_describe_object(taken.class, taken.oid, 0),
                    pg_catalog.pg_get_userbyid(taken.owner)),
                pg_catalog.format('Remove it: DROP %s %s', CASE WHEN taken.class =
                    'pg_catalog.pg_proc'::pg_catalog.regclass THEN 'ROUTINE' ELSE pg_catalog.upper(object.type) END,
                    object.identity)
            FROM taken, pg_catalog.pg_identify_object(taken.class, taken.oid, 0) AS object ORDER BY 1
            """
        ).map { row in
            let (problem, remedy) = try row.decode((String, String).self)
            return TableFault(problem: problem, remedy: remedy)
        }
    }
}
