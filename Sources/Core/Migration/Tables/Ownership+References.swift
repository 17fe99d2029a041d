import Postgres

/// Where a row that is referred to is deleted or gets another key, PostgreSQL changes the rows that refer to it, and what
/// is attached to their table runs. Those rows may be referred to as well.
extension Ownership {
    /// - `referring`: the foreign keys that refer to our tables, or to tables that such a key changes.
    /// - `changed`: our tables, and those whose rows a change of ours changes.
    /// - `checked`: our tables, and all that refer to them, with the words for each.
    static let referring: SQL = """
        referring(key, oid, referred, is_changed) AS (
            SELECT k.oid, k.conrelid, k.confrelid, act.is_changing
            FROM ours AS o JOIN pg_catalog.pg_constraint AS k ON k.confrelid = o.oid AND k.contype = 'f',
                LATERAL (SELECT k.confdeltype IN ('c', 'n', 'd') OR k.confupdtype IN ('c', 'n', 'd')) AS act(is_changing)
            UNION
            SELECT k.oid, k.conrelid, k.confrelid, act.is_changing
            FROM referring AS r JOIN pg_catalog.pg_constraint AS k ON k.confrelid = r.oid AND k.contype = 'f',
                LATERAL (SELECT k.confdeltype IN ('c', 'n', 'd') OR k.confupdtype IN ('c', 'n', 'd')) AS act(is_changing)
            WHERE r.is_changed
        ), changed(oid) AS (
            SELECT oid FROM ours UNION SELECT oid FROM referring WHERE is_changed
        ), origin(key, root) AS (
            SELECT oid, oid FROM pg_catalog.pg_constraint WHERE contype = 'f' AND conparentid = 0
            UNION ALL
            SELECT k.oid, origin.root
            FROM origin JOIN pg_catalog.pg_constraint AS k ON k.conparentid = origin.key
        ), checked AS (
            SELECT o.oid, o.relkind, o.relowner, o.name, o.name AS label, o.name AS parent FROM ours AS o
            UNION ALL
            SELECT c.oid, c.relkind, c.relowner, this.identity,
                pg_catalog.format('%s (it refers to %s)', this.identity,
                    (SELECT pg_catalog.string_agg(DISTINCT other.identity, ', ') FROM referring AS r,
                        pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, r.referred, 0) AS other
                    WHERE r.oid = c.oid)),
                coalesce(parent.identity, this.identity)
            FROM pg_catalog.pg_class AS c
            CROSS JOIN pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0) AS this
            LEFT JOIN pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass,
                CASE WHEN c.relispartition THEN pg_catalog.pg_partition_root(c.oid)::pg_catalog.oid END, 0) AS parent
                ON true
            WHERE c.oid IN (SELECT oid FROM referring) AND c.oid NOT IN (SELECT oid FROM ours)
        )
        """

    /// Before PostgreSQL 18, what a cascading deletion triggers in the table that refers to ours runs as ours, too. What
    /// belongs to the stranger who owns the table is not named apart from it. A partition has the key of the table that it
    /// belongs to.
    static let faultsOfReferences: SQL = """
        faults_of_references AS (
            SELECT DISTINCT 6, pg_catalog.format('the foreign key %I of %s, a table of the role %I, refers to %s', k.conname,
                    other.identity, pg_catalog.pg_get_userbyid(c.relowner), referred.identity),
                pg_catalog.format('Remove it: ALTER TABLE %s DROP CONSTRAINT %I; '
                    'or look at that table, and take it over: ALTER TABLE %s OWNER TO %I',
                    holder.identity, root.conname, other.identity, me.rolname)
            FROM referring AS r JOIN pg_catalog.pg_constraint AS k ON k.oid = r.key
            JOIN pg_catalog.pg_class AS c ON c.oid = r.oid
            JOIN pg_catalog.pg_class AS target ON target.oid = r.referred
            JOIN origin ON origin.key = r.key
            JOIN pg_catalog.pg_constraint AS root ON root.oid = origin.root, me,
                pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0) AS other,
                pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, root.conrelid, 0) AS holder,
                pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, root.confrelid, 0) AS referred
            WHERE c.relowner <> target.relowner AND c.relowner NOT IN (SELECT oid FROM trusted)
        )
        """
}
