import Postgres

/// Whether tables can be trusted: everything that is attached to a table runs with the rights of whoever writes to it.
///
/// A table must be a plain one of a trusted role, and so must be whatever its triggers, defaults, constraints, indexes
/// and types call. The same goes for the tables that a change of it changes by foreign keys. Trusted are the current
/// role, the group roles that only it and administrators are in, superusers, and, unless the current role is a
/// superuser, the owner of the database and the owner of the ledger: the role that has migrated. The latter only where
/// no other role may create tables in `public`, since then that role can have made the ledger.
enum Ownership {
    /// What is wrong with those of the tables that exist.
    ///
    /// - Parameter forReading: Whether only what runs with the rights of whoever reads counts: the functions of views and
    ///   of row security.
    static func faults(
        of tables: [QualifiedName],
        forReading: Bool,
        on connection: isolated PostgresConnection
    ) async throws -> [TableFault] {
        try await connection.query(
            """
            WITH RECURSIVE \(fragment: trusted), \(fragment: ours(tables)), \(fragment: referring), \(fragment: parts),
            \(fragment: faultsOfTables), \(fragment: faultsOfReferences), \(fragment: faultsOfCode)
            SELECT problem, remedy FROM (
                SELECT * FROM faults_of_tables UNION ALL SELECT * FROM faults_of_references
                UNION ALL SELECT * FROM faults_of_code
            ) AS fault WHERE rank IN (1, 5) OR NOT \(forReading) ORDER BY rank, problem
            """
        ).map { row in
            let (problem, remedy) = try row.decode((String, String).self)
            return TableFault(problem: problem, remedy: remedy)
        }
    }

    /// `trusted(oid)`. A superuser is in every role without having been put there, so that memberships of one tell nothing.
    ///
    /// A stranger may put the current role into a group of his, or into himself; so a group counts only where nobody else
    /// can act as it.
    private static let trusted: SQL = """
        me AS (
            SELECT oid, rolname, rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user
        ), harmless(oid) AS (
            SELECT oid FROM me
            UNION ALL
            SELECT oid FROM pg_catalog.pg_roles WHERE rolsuper OR rolname = 'pg_database_owner'
            UNION ALL
            SELECT datdba FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()
        ), member(oid) AS (
            SELECT oid FROM me
            UNION
            SELECT granted.roleid FROM member JOIN pg_catalog.pg_auth_members AS granted ON granted.member = member.oid
            WHERE NOT (SELECT rolsuper FROM me)
        ), actor(role, oid) AS (
            SELECT oid, oid FROM member
            UNION
            SELECT actor.role, granted.member
            FROM actor JOIN pg_catalog.pg_auth_members AS granted ON granted.roleid = actor.oid
            WHERE actor.oid NOT IN (SELECT oid FROM harmless)
        ), own(oid) AS (
            SELECT oid FROM me
            UNION
            SELECT role FROM actor JOIN pg_catalog.pg_roles AS r ON r.oid = actor.oid
            GROUP BY role HAVING pg_catalog.bool_and(actor.oid IN (SELECT oid FROM harmless)
                OR NOT r.rolcanlogin AND actor.oid IN (SELECT oid FROM member))
        ), schema AS (
            SELECT pg_catalog.count(*) > 0 AS is_open,
                pg_catalog.string_agg(DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC'
                    ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(acl.grantee)) END, ', ') AS creators
            FROM pg_catalog.pg_namespace,
                pg_catalog.aclexplode(coalesce(nspacl, pg_catalog.acldefault('n', nspowner))) AS acl
            WHERE nspname = 'public' AND acl.privilege_type = 'CREATE' AND acl.grantee <> nspowner
                AND acl.grantee NOT IN (SELECT oid FROM harmless UNION ALL SELECT oid FROM own)
        ), administrator(oid) AS (
            SELECT datdba FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()
            UNION ALL
            SELECT oid FROM pg_catalog.pg_roles WHERE rolname = 'pg_database_owner'
            UNION ALL
            SELECT relowner FROM pg_catalog.pg_class
            WHERE relname = 'paddle_migrations' AND NOT (SELECT is_open FROM schema)
                AND relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = 'public')
        ), trusted(oid) AS (
            SELECT oid FROM own
            UNION ALL
            SELECT oid FROM pg_catalog.pg_roles WHERE rolsuper
            UNION ALL
            SELECT oid FROM administrator WHERE NOT (SELECT rolsuper FROM me)
        )
        """

    private static func ours(_ tables: [QualifiedName]) -> SQL {
        """
        ours AS (
            SELECT c.oid, c.relkind, c.relowner, c.relrowsecurity, c.relname,
                pg_catalog.format('%I.%I', wanted.schema, wanted.name) AS name
            FROM ROWS FROM (
                pg_catalog.unnest(\(tables.map(\.schema))), pg_catalog.unnest(\(tables.map(\.name)))
            ) AS wanted(schema, name)
            JOIN pg_catalog.pg_namespace AS n ON n.nspname = wanted.schema
            JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = wanted.name
        )
        """
    }

    /// `part`: all that belongs to a table or is used by such a part, each with the part of the table that leads to it. Of
    /// a table that is only looked at to check a foreign key, the types of the columns that refer. Of a type that does not
    /// come with PostgreSQL (those have numbers below 16384), the casts that happen unasked.
    private static let parts: SQL = """
        part(relation, root_class, root, classid, objid) AS (
            SELECT c.oid, d.classid, d.objid, d.classid, d.objid
            FROM changed AS c JOIN pg_catalog.pg_depend AS d
                ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = c.oid
            WHERE d.deptype IN ('a', 'i') AND NOT (
                d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid IN (SELECT oid FROM changed))
            UNION ALL
            SELECT c.oid, d.refclassid, d.refobjid, d.refclassid, d.refobjid
            FROM changed AS c JOIN pg_catalog.pg_depend AS d
                ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
            WHERE d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
            UNION ALL
            SELECT a.attrelid, type.class, a.atttypid, type.class, a.atttypid
            FROM referring AS r JOIN pg_catalog.pg_constraint AS k ON k.oid = r.key
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey),
                (SELECT 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid) AS type(class)
            UNION
            SELECT part.relation, part.root_class, part.root, next.classid, next.objid
            FROM part CROSS JOIN LATERAL (
                SELECT d.classid, d.objid FROM pg_catalog.pg_depend AS d
                WHERE d.refclassid = part.classid AND d.refobjid = part.objid AND d.deptype IN ('a', 'i')
                UNION ALL
                SELECT d.refclassid, d.refobjid FROM pg_catalog.pg_depend AS d
                WHERE d.classid = part.classid AND d.objid = part.objid
                    AND d.refclassid <> 'pg_catalog.pg_class'::pg_catalog.regclass
                UNION ALL
                SELECT 'pg_catalog.pg_cast'::pg_catalog.regclass, c.oid FROM pg_catalog.pg_cast AS c
                WHERE part.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND c.castsource = part.objid
                    AND c.castcontext = 'i' AND part.objid >= 16384
            ) AS next
        )
        """

    private static let faultsOfTables: SQL = """
        faults_of_tables AS (
            SELECT 1 AS rank, pg_catalog.format('%s is not a table but %s', o.name, kind.words) AS problem,
                pg_catalog.format('Rename it, or use another database: ALTER %s %s RENAME TO %I',
                    kind.keyword, o.name, o.relname || '_before') AS remedy
            FROM ours AS o JOIN (VALUES
                ('v', 'a view', 'VIEW'), ('m', 'a materialized view', 'MATERIALIZED VIEW'),
                ('f', 'a foreign table', 'FOREIGN TABLE'), ('p', 'a partitioned table', 'TABLE'),
                ('S', 'a sequence', 'SEQUENCE'), ('i', 'an index', 'INDEX'), ('I', 'an index', 'INDEX'),
                ('c', 'a type', 'TYPE')) AS kind(relkind, words, keyword)
                ON kind.relkind = o.relkind::pg_catalog.text
            UNION ALL
            SELECT 2, pg_catalog.format('the table %s belongs to the role %I, not to %I%s',
                    o.name, pg_catalog.pg_get_userbyid(o.relowner), me.rolname,
                    (SELECT '; its triggers: '
                        || pg_catalog.string_agg(pg_catalog.quote_ident(tgname), ', ' ORDER BY tgname)
                        FROM pg_catalog.pg_trigger WHERE tgrelid = o.oid AND NOT tgisinternal)),
                pg_catalog.format('Connect as %I; or look at what it holds, and take it over: ALTER TABLE %s OWNER TO %I',
                    pg_catalog.pg_get_userbyid(o.relowner), o.name, me.rolname)
                || CASE WHEN schema.is_open AND NOT me.rolsuper THEN
                    '; or, if that role has migrated it, see that only the owner of the schema can make such tables: '
                    'REVOKE CREATE ON SCHEMA public FROM ' || schema.creators ELSE '' END
            FROM ours AS o, me, schema
            WHERE o.relkind = 'r' AND o.relowner NOT IN (SELECT oid FROM trusted)
            UNION ALL
            SELECT 3, pg_catalog.format('the table %s inherits from %s', child.identity, parent.identity),
                pg_catalog.format('Separate them: ALTER TABLE %s NO INHERIT %s', child.identity, parent.identity)
            FROM pg_catalog.pg_inherits AS i JOIN ours AS o ON o.oid IN (i.inhrelid, i.inhparent),
                pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, i.inhrelid, 0) AS child,
                pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, i.inhparent, 0) AS parent
            WHERE o.relkind = 'r'
            UNION ALL
            SELECT 4, pg_catalog.format('the rule %I on %s rewrites statements', r.rulename, o.label),
                pg_catalog.format('Remove it: DROP RULE %I ON %s', r.rulename, o.name)
            FROM checked AS o JOIN pg_catalog.pg_rewrite AS r ON r.ev_class = o.oid
            JOIN changed ON changed.oid = o.oid WHERE o.relkind IN ('r', 'p')
            UNION ALL
            SELECT 5, pg_catalog.format('row security is on for the table %s', o.name),
                pg_catalog.format('Turn it off: ALTER TABLE %s DISABLE ROW LEVEL SECURITY', o.name)
            FROM ours AS o WHERE o.relkind = 'r' AND o.relrowsecurity
        )
        """

    private static let faultsOfCode: SQL = """
        code AS (
            SELECT part.*, f.proowner AS owner FROM part JOIN pg_catalog.pg_proc AS f ON f.oid = part.objid
            WHERE part.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
            UNION ALL
            SELECT part.*, f.oprowner FROM part JOIN pg_catalog.pg_operator AS f ON f.oid = part.objid
            WHERE part.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass
            UNION ALL
            SELECT part.*, t.typowner FROM part JOIN pg_catalog.pg_type AS t ON t.oid = part.objid
            WHERE part.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND t.typrelid <> part.relation
                AND t.typcategory <> 'A'
        ), faults_of_code AS (
            SELECT 7, pg_catalog.format(
                    CASE code.root WHEN code.objid THEN '%2$s uses the %3$s of the role %4$I'
                        ELSE '%2$s: the %1$s uses the %3$s of the role %4$I' END,
                    pg_catalog.pg_describe_object(code.root_class, code.root, 0), o.label,
                    pg_catalog.pg_describe_object(code.classid, code.objid, 0),
                    pg_catalog.pg_get_userbyid(code.owner)),
                coalesce('Remove it: ' || removal.statement || '; or look', 'Look')
                || pg_catalog.format(' at what it does, and take it over: ALTER %s %s OWNER TO %I',
                    CASE WHEN code.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass THEN 'ROUTINE'
                        ELSE pg_catalog.upper(used.type) END, used.identity, me.rolname)
            FROM code JOIN checked AS o ON o.oid = code.relation
            CROSS JOIN me
            CROSS JOIN LATERAL pg_catalog.pg_identify_object(code.classid, code.objid, 0) AS used
            LEFT JOIN LATERAL (
                SELECT pg_catalog.format('DROP TRIGGER %I ON %s', tgname,
                    CASE tgparentid WHEN 0 THEN o.name ELSE o.parent END) FROM pg_catalog.pg_trigger
                WHERE code.root_class = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND oid = code.root
                UNION ALL
                SELECT pg_catalog.format('DROP RULE %I ON %s', rulename, o.name) FROM pg_catalog.pg_rewrite
                WHERE code.root_class = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND oid = code.root
                UNION ALL
                SELECT pg_catalog.format('DROP POLICY %I ON %s', polname, o.name) FROM pg_catalog.pg_policy
                WHERE code.root_class = 'pg_catalog.pg_policy'::pg_catalog.regclass AND oid = code.root
                UNION ALL
                SELECT pg_catalog.format(CASE a.attgenerated WHEN '' THEN 'ALTER TABLE %s ALTER COLUMN %I DROP DEFAULT'
                    ELSE 'ALTER TABLE %s DROP COLUMN %I' END, o.name, a.attname)
                FROM pg_catalog.pg_attrdef AS d
                JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
                WHERE code.root_class = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.oid = code.root
                UNION ALL
                SELECT pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I',
                    CASE WHEN conislocal THEN o.name ELSE o.parent END, conname) FROM pg_catalog.pg_constraint
                WHERE code.root_class = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND oid = code.root
                UNION ALL
                SELECT 'DROP INDEX ' || index.identity
                FROM pg_catalog.pg_class, pg_catalog.pg_identify_object(code.root_class, code.root, 0) AS index
                WHERE code.root_class = 'pg_catalog.pg_class'::pg_catalog.regclass AND oid = code.root AND relkind = 'i'
            ) AS removal(statement) ON true
            WHERE code.owner <> o.relowner AND code.owner NOT IN (SELECT oid FROM trusted)
        )
        """
}
