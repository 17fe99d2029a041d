import Async
import Postgres

extension Check {
    /// Whether strangers can put objects beside ours. What they put there is never run by this server, but may be by
    /// other programs that use the same tables.
    static let schemaPrivileges = Check(
        "schema privileges",
        on: ["database"],
        remedy: "have the owner of the schema take the right to create in it from PUBLIC"
    ) { surroundings in
        let open = try await surroundings.database.value().query(
            """
            SELECT nspname::text FROM pg_namespace AS n
            WHERE (nspname = 'public' OR EXISTS (
                    SELECT FROM pg_class AS c JOIN pg_roles AS r ON r.oid = c.relowner
                    WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p') AND r.rolname = current_user))
                AND EXISTS (
                    SELECT FROM aclexplode(coalesce(nspacl, acldefault('n', nspowner)))
                    WHERE grantee = 0 AND privilege_type = 'CREATE')
            ORDER BY nspname
            """
        ).map { try $0.decode(String.self) }
        guard !open.isEmpty else { return .ok("only its owner and chosen roles may create objects beside ours") }
        return .warning(
            "every role may create objects in the schema \(open.joined(separator: ", "))",
            remedy: open.map { "REVOKE CREATE ON SCHEMA \(quoteIdentifier($0)) FROM PUBLIC" }.joined(separator: "; ")
        )
    }
}
