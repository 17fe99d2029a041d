import Async
import Postgres

extension Check {
    /// Whether strangers can put objects beside ours. What they put there is never run by this server, but may be by
    /// other programs that use the same tables.
    static let schemaPrivileges = Check(
        "schema privileges",
        on: ["database"],
        remedy: "have the owner of the schema take the right to create in it from others"
    ) { surroundings in
        let open = try await surroundings.database.value().query(
            """
            SELECT quote_ident(n.nspname), string_agg(DISTINCT
                CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(acl.grantee)) END, ', ')
            FROM pg_namespace AS n, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) AS acl
            WHERE (nspname = 'public' OR EXISTS (
                    SELECT FROM pg_class AS c JOIN pg_roles AS r ON r.oid = c.relowner
                    WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p') AND r.rolname = current_user))
                AND acl.privilege_type = 'CREATE' AND acl.grantee <> n.nspowner AND NOT EXISTS (
                    SELECT FROM pg_roles AS r WHERE r.oid = acl.grantee AND (r.rolsuper OR r.rolname = current_user))
                AND NOT EXISTS (
                    SELECT FROM pg_database WHERE datname = current_database() AND datdba = acl.grantee)
            GROUP BY n.nspname ORDER BY n.nspname
            """
        ).map { try $0.decode((String, String).self) }
        guard !open.isEmpty else { return .ok("nobody else may create objects beside ours") }
        return .warning(
            "others may create objects: "
                + open.map { schema, roles in "in the schema \(schema), \(roles)" }.joined(separator: "; "),
            remedy: open.map { "REVOKE CREATE ON SCHEMA \($0) FROM \($1)" }.joined(separator: "; ")
        )
    }
}
