import Postgres

/// Whether the first file of a set can run on the tables that are already there.
enum Adoption {
    /// What stands in the way; empty where nothing does, or the table is not there.
    static func faults(
        of table: OwnedTable,
        on connection: isolated PostgresConnection
    ) async throws -> [TableFault] {
        let faults = try await connection.query(
            """
            WITH \(fragment: found(table)), \(fragment: faultsOfNames(table)), \(fragment: faultsOfColumns(table)),
            \(fragment: faultsOfKey(table)), \(fragment: faultsOfDefault(table))
            SELECT problem, remedy FROM (
                SELECT * FROM faults_of_names UNION ALL SELECT * FROM faults_of_columns
                UNION ALL SELECT * FROM faults_of_key UNION ALL SELECT * FROM faults_of_default
            ) AS fault ORDER BY rank, problem
            """
        ).map { row in
            let (problem, remedy) = try row.decode((String, String).self)
            return TableFault(problem: problem, remedy: remedy)
        }
        guard faults.isEmpty, table.isAdoptable else { return faults }
        return try await ColumnDependents.faults(of: table, on: connection)
    }

    /// The table, its columns with their types (without the schema where that is not PostgreSQL's own), and what the
    /// files make of them.
    private static func found(_ table: OwnedTable) -> SQL {
        """
        found AS (
            SELECT c.oid, c.relowner, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
            FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = \(table.name.schema) AND c.relname = \(table.name.name)
        ), present AS (
            SELECT a.attname, a.attnum, a.attnotnull, a.attidentity, a.atthasdef, a.attgenerated,
                CASE WHEN t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace
                    THEN pg_catalog.format_type(a.atttypid, a.atttypmod)
                    ELSE t.typname || CASE WHEN a.atttypmod >= 0 THEN '(' || a.atttypmod || ')' ELSE '' END END AS type
            FROM found JOIN pg_catalog.pg_attribute AS a ON a.attrelid = found.oid
            JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
            WHERE a.attnum > 0 AND NOT a.attisdropped
        ), adopted AS (
            SELECT * FROM ROWS FROM (
                pg_catalog.unnest(\(table.adopted.map(\.name))), pg_catalog.unnest(\(table.adopted.map(\.type)))
            ) AS adopted(name, type)
        ), added AS (
            SELECT name FROM pg_catalog.unnest(\(table.added.map(\.name))) AS added(name)
        )
        """
    }

    /// A relation that has a name of ours and is not ours.
    private static func faultsOfNames(_ table: OwnedTable) -> SQL {
        """
        faults_of_names AS (
            SELECT 1 AS rank,
                pg_catalog.format('the name %I.%I is taken, and not by what this program makes', n.nspname, c.relname)
                    AS problem,
                pg_catalog.format('Use a database of its own, or rename it: ALTER %3$s %1$I.%2$I RENAME TO %4$I',
                    n.nspname, c.relname, CASE WHEN c.relkind IN ('i', 'I') THEN 'INDEX' ELSE 'TABLE' END,
                    c.relname || '_before') AS remedy
            FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = \(table.name.schema) AND (
                c.relname = \(table.name.name) AND NOT \(table.isAdoptable)
                OR c.relname = ANY (\(table.newIndexes))
                OR c.relname = ANY (\(table.sharedIndexes)) AND NOT EXISTS (
                    SELECT FROM pg_catalog.pg_index AS i JOIN found ON found.oid = i.indrelid
                    WHERE i.indexrelid = c.oid))
        )
        """
    }

    private static func faultsOfColumns(_ table: OwnedTable) -> SQL {
        """
        unfit AS (
            SELECT pg_catalog.string_agg(
                pg_catalog.format('%s %s', adopted.name, pg_catalog.replace(adopted.type, ' with time zone', ''))
                || coalesce(' (it is ' || present.type || ')', ''), ', ' ORDER BY adopted.name) AS columns
            FROM adopted LEFT JOIN present ON present.attname = adopted.name
            WHERE present.type IS NULL OR present.type NOT IN
                (adopted.type, pg_catalog.replace(adopted.type, 'timestamp with time', 'timestamp without time'))
        ), faults_of_columns AS (
            SELECT 2 AS rank,
                pg_catalog.format('the table %s belongs to another program: it has no column %s', found.name,
                    unfit.columns) AS problem,
                'Use a database of its own, or rename that table' AS remedy
            FROM found, unfit WHERE \(table.isAdoptable) AND unfit.columns IS NOT NULL
            UNION ALL
            SELECT 3, pg_catalog.format('the table %s already has a column %I, which is not this program''s', found.name,
                    present.attname),
                pg_catalog.format('Rename it: ALTER TABLE %s RENAME COLUMN %I TO %I; or, where nothing needs it: '
                    'ALTER TABLE %1$s DROP COLUMN %2$I', found.name, present.attname, present.attname || '_before')
            FROM found, present JOIN added ON added.name = present.attname WHERE \(table.isAdoptable)
            UNION ALL
            SELECT 4, pg_catalog.format('the column %I of %s is computed, so that nothing can be stored in it',
                    present.attname, found.name),
                pg_catalog.format(CASE present.attgenerated
                    WHEN 's' THEN 'Make it a plain one: ALTER TABLE %s ALTER COLUMN %I DROP EXPRESSION'
                    ELSE 'Drop it, and add a plain one: ALTER TABLE %s DROP COLUMN %I' END, found.name, present.attname)
            FROM found, present JOIN adopted ON adopted.name = present.attname WHERE present.attgenerated <> ''
            UNION ALL
            SELECT 5, pg_catalog.format('the column %I of %s must have a value, and this program has none for it',
                    present.attname, found.name),
                pg_catalog.format('Give it a default, or: ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', found.name,
                    present.attname)
            FROM found, present LEFT JOIN adopted ON adopted.name = present.attname
            WHERE \(table.isAdoptable) AND adopted.name IS NULL AND present.attnotnull AND NOT present.atthasdef
                AND present.attidentity = ''
        )
        """
    }

    /// The key identifies a row only where it has a value in every row, and each value once.
    private static func faultsOfKey(_ table: OwnedTable) -> SQL {
        """
        key AS (
            SELECT found.name, present.attname, present.attnotnull,
                EXISTS (SELECT FROM pg_catalog.pg_index AS i
                    WHERE i.indrelid = found.oid AND i.indisunique AND i.indimmediate AND i.indisvalid
                        AND i.indnkeyatts = 1 AND i.indkey[0] = present.attnum AND i.indpred IS NULL) AS is_unique,
                EXISTS (SELECT FROM pg_catalog.pg_index AS i WHERE i.indrelid = found.oid AND i.indisprimary)
                    AS has_primary
            FROM found, present WHERE present.attname = \(table.key) AND \(table.isAdoptable)
        ), faults_of_key AS (
            SELECT 6 AS rank,
                pg_catalog.format('the column %I of %s does not identify a row: it has no primary key', attname, name)
                    AS problem,
                pg_catalog.format('See to the rows where it is missing or stands twice: SELECT %1$I, '
                    'pg_catalog.count(*) FROM %2$s GROUP BY 1 HAVING %1$I IS NULL OR pg_catalog.count(*) > 1; '
                    'then: ALTER TABLE %2$s ADD %3$s (%1$I)', attname, name,
                    CASE WHEN has_primary THEN 'UNIQUE' ELSE 'PRIMARY KEY' END) AS remedy
            FROM key WHERE NOT is_unique
            UNION ALL
            SELECT 7, pg_catalog.format('the column %I of %s may be without a value', attname, name),
                pg_catalog.format('See to the rows where it is missing; then: ALTER TABLE %s ALTER COLUMN %I SET NOT NULL',
                    name, attname)
            FROM key WHERE is_unique AND NOT attnotnull
        )
        """
    }

    /// A number that is a key comes from a sequence that this program may set, or from a function, which is trusted to know
    /// which are free.
    private static func faultsOfDefault(_ table: OwnedTable) -> SQL {
        """
        source AS (
            SELECT found.name, found.relowner, present.attname, d.oid,
                pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression, c.relowner AS sequence_owner,
                pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS sequence
            FROM found JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = found.oid
            JOIN present ON present.attnum = d.adnum AND present.attgenerated = ''
            LEFT JOIN (pg_catalog.pg_depend AS use
                JOIN pg_catalog.pg_class AS c ON c.oid = use.refobjid AND c.relkind = 'S'
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace)
                ON use.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND use.objid = d.oid
                AND use.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
            WHERE present.attname = \(table.key) AND \(table.isAdoptable)
                AND present.type IN ('smallint', 'integer', 'bigint')
        ), faults_of_default AS (
            SELECT 8 AS rank,
                pg_catalog.format('the column %I of %s has the default %s, which is no sequence, so that new rows would get '
                    'values that are taken', attname, name, expression) AS problem,
                pg_catalog.format('Remove it, and this program numbers the rows: ALTER TABLE %s ALTER COLUMN %I DROP DEFAULT',
                    name, attname) AS remedy
            FROM source WHERE sequence IS NULL AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_depend AS use JOIN pg_catalog.pg_proc AS f ON f.oid = use.refobjid
                WHERE use.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND use.objid = source.oid
                    AND use.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND f.provolatile = 'v')
            UNION ALL
            SELECT 9,
                pg_catalog.format('the column %I of %s takes its values from the sequence %s of the role %I', attname, name,
                    sequence, pg_catalog.pg_get_userbyid(sequence_owner)),
                pg_catalog.format('Have it given to the owner of the table: ALTER SEQUENCE %s OWNER TO %I', sequence,
                    pg_catalog.pg_get_userbyid(relowner))
            FROM source JOIN pg_catalog.pg_roles AS me ON me.rolname = current_user
            WHERE sequence_owner NOT IN (relowner, me.oid)
                AND (me.rolsuper OR NOT pg_catalog.pg_has_role(sequence_owner, 'USAGE'))
        )
        """
    }
}
