import Postgres

/// What PostgreSQL does not let a column change its type under: views, rules, triggers and functions that name the
/// column, and what is computed from it.
///
/// When a table is adopted, timestamps without a time zone become such with one.
enum ColumnDependents {
    /// Each with the statements that drop it, and make it again afterwards.
    static func faults(
        of table: OwnedTable,
        on connection: isolated PostgresConnection
    ) async throws -> [TableFault] {
        let columns = table.adopted.filter { $0.type == "timestamp with time zone" }.map(\.name)
        return try await connection.query(
            """
            WITH RECURSIVE changing AS (
                SELECT a.attrelid, a.attnum, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
                FROM pg_catalog.pg_attribute AS a
                JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = \(table.name.schema) AND c.relname = \(table.name.name)
                    AND a.attname = ANY (\(columns)) AND a.atttypid = 'pg_catalog.timestamp'::pg_catalog.regtype
            ), dependent AS (
                SELECT DISTINCT changing.name AS on_table, d.classid, d.objid
                FROM changing JOIN pg_catalog.pg_depend AS d
                    ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    AND d.refobjid = changing.attrelid AND d.refobjsubid = changing.attnum
            ), \(fragment: views), \(fragment: indexes), \(fragment: others)
            SELECT problem, remedy FROM (
                SELECT * FROM rules UNION ALL SELECT * FROM views
                UNION ALL SELECT * FROM indexes UNION ALL SELECT * FROM others
            ) AS fault WHERE problem IS NOT NULL ORDER BY rank, problem
            """
        ).map { row in
            let (problem, remedy) = try row.decode((String, String).self)
            return TableFault(problem: problem, remedy: remedy)
        }
    }

    /// A view on such a view must go with it, and first; owner, options, rights, indexes, rules and
    /// triggers come back as they were. A rule that is not a view's query goes alone: what it is on stays.
    private static let views: SQL = """
        tree(view, depth, on_table) AS (
            SELECT r.ev_class, 1, dependent.on_table FROM dependent JOIN pg_catalog.pg_rewrite AS r
                ON dependent.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND r.oid = dependent.objid
                AND r.ev_type = '1'
            UNION
            SELECT r.ev_class, tree.depth + 1, tree.on_table
            FROM tree JOIN pg_catalog.pg_depend AS d
                ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = tree.view
                AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
            JOIN pg_catalog.pg_rewrite AS r ON r.oid = d.objid AND r.ev_class <> tree.view AND r.ev_type = '1'
        ), rule(oid, on_table) AS (
            SELECT r.oid, dependent.on_table FROM dependent JOIN pg_catalog.pg_rewrite AS r
                ON dependent.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND r.oid = dependent.objid
            WHERE r.ev_type <> '1'
            UNION
            SELECT r.oid, tree.on_table
            FROM tree JOIN pg_catalog.pg_depend AS d
                ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = tree.view
                AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
            JOIN pg_catalog.pg_rewrite AS r ON r.oid = d.objid AND r.ev_class <> tree.view
            WHERE r.ev_type <> '1'
        ), view AS (
            SELECT c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name, pg_catalog.max(depth) AS depth,
                on_table, CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END AS kind, c.relowner,
                c.reloptions, c.relacl
            FROM tree JOIN pg_catalog.pg_class AS c ON c.oid = tree.view
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            GROUP BY c.oid, n.nspname, on_table
        ), remade AS (
            SELECT view.*,
                pg_catalog.format('CREATE %s %s%s AS %s', kind, name,
                    coalesce(' WITH (' || pg_catalog.array_to_string(reloptions, ', ') || ')', ''),
                    pg_catalog.ltrim(pg_catalog.pg_get_viewdef(oid)))
                || pg_catalog.format(' ALTER %s %s OWNER TO %I;', kind, name, pg_catalog.pg_get_userbyid(relowner))
                || coalesce((SELECT pg_catalog.string_agg(pg_catalog.format(' GRANT %s ON %s TO %s%s;', privilege_type,
                            name, CASE grantee WHEN 0 THEN 'PUBLIC'
                                ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(grantee)) END,
                            CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END), '')
                        FROM pg_catalog.aclexplode(relacl) WHERE grantee <> relowner), '')
                || coalesce((SELECT pg_catalog.string_agg(' ' || pg_catalog.pg_get_indexdef(indexrelid) || ';', '')
                        FROM pg_catalog.pg_index WHERE indrelid = view.oid), '')
                || coalesce((SELECT pg_catalog.string_agg(' ' || pg_catalog.pg_get_ruledef(oid), '')
                        FROM pg_catalog.pg_rewrite WHERE ev_class = view.oid AND ev_type <> '1'
                            AND oid NOT IN (SELECT oid FROM rule)), '')
                || coalesce((SELECT pg_catalog.string_agg(' ' || pg_catalog.pg_get_triggerdef(oid) || ';', '')
                        FROM pg_catalog.pg_trigger WHERE tgrelid = view.oid AND NOT tgisinternal), '') AS statements
            FROM view
        ), views AS (
            SELECT 1 AS rank,
                'views show columns of ' || pg_catalog.min(on_table) || ' whose type must change: '
                    || pg_catalog.string_agg(name, ', ' ORDER BY name) AS problem,
                'Drop them: '
                    || pg_catalog.string_agg(pg_catalog.format('DROP %s %s;', kind, name), ' ' ORDER BY depth DESC, name)
                    || ' and once this program has migrated, make them again: '
                    || pg_catalog.string_agg(statements, ' ' ORDER BY depth, name) AS remedy
            FROM remade
        ), rules AS (
            SELECT 0 AS rank,
                pg_catalog.format('the rule %I on %s uses columns of %s whose type must change', r.rulename,
                    relation.identity, rule.on_table) AS problem,
                pg_catalog.format('Drop it: DROP RULE %I ON %s; and once this program has migrated, make it again: %s',
                    r.rulename, relation.identity, pg_catalog.pg_get_ruledef(r.oid)) AS remedy
            FROM rule JOIN pg_catalog.pg_rewrite AS r ON r.oid = rule.oid,
                pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, r.ev_class, 0) AS relation
        )
        """

    private static let indexes: SQL = """
        indexes AS (
            SELECT 2 AS rank,
                pg_catalog.format('the index %s is computed from columns of %s whose type must change',
                    index.identity, dependent.on_table) AS problem,
                pg_catalog.format('Drop it: DROP INDEX %s; and once this program has migrated, make it again with the '
                    'time zone that is meant, as in (created_at AT TIME ZONE ''UTC''): %s',
                    index.identity, pg_catalog.pg_get_indexdef(i.indexrelid)) AS remedy
            FROM dependent JOIN pg_catalog.pg_index AS i
                ON dependent.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND i.indexrelid = dependent.objid,
                pg_catalog.pg_identify_object(dependent.classid, dependent.objid, 0) AS index
            WHERE i.indexprs IS NOT NULL OR i.indpred IS NOT NULL
        )
        """

    private static let others: SQL = """
        others AS (
            SELECT 3 AS rank,
                pg_catalog.format('%s depends on a column of %s whose type must change',
                    pg_catalog.pg_describe_object(dependent.classid, dependent.objid, 0), dependent.on_table) AS problem,
                coalesce('Drop it: ' || way.drop || '; and once this program has migrated, make it again: ' || way.make,
                    'Drop it, and make it again once this program has migrated') AS remedy
            FROM dependent LEFT JOIN LATERAL (
                SELECT pg_catalog.format('DROP TRIGGER %I ON %s', tgname, dependent.on_table),
                    pg_catalog.pg_get_triggerdef(oid)
                FROM pg_catalog.pg_trigger
                WHERE dependent.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND oid = dependent.objid
                UNION ALL
                SELECT 'DROP ROUTINE ' || (pg_catalog.pg_identify_object(dependent.classid, oid, 0)).identity,
                     pg_catalog.pg_get_functiondef(oid)
                FROM pg_catalog.pg_proc
                WHERE dependent.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND oid = dependent.objid
                UNION ALL
                SELECT pg_catalog.format('ALTER TABLE %s DROP COLUMN %I', dependent.on_table, a.attname),
                    pg_catalog.format('ALTER TABLE %s ADD COLUMN %I %s GENERATED ALWAYS AS (%s) STORED',
                        dependent.on_table, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
                        pg_catalog.pg_get_expr(d.adbin, d.adrelid))
                FROM pg_catalog.pg_attrdef AS d
                JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
                WHERE dependent.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.oid = dependent.objid
            ) AS way(drop, make) ON true
            WHERE CASE dependent.classid
                WHEN 'pg_catalog.pg_attrdef'::pg_catalog.regclass THEN EXISTS (
                    SELECT FROM pg_catalog.pg_attrdef AS d
                    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
                    WHERE d.oid = dependent.objid AND a.attgenerated <> '')
                ELSE dependent.classid IN ('pg_catalog.pg_trigger'::pg_catalog.regclass,
                    'pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_policy'::pg_catalog.regclass,
                    'pg_catalog.pg_publication_rel'::pg_catalog.regclass) END
        )
        """
}
