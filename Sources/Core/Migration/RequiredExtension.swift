import Postgres

/// An extension that a migration names by `@extschema:NAME@`, as PostgreSQL's own extension scripts do: that stands for
/// the schema of its objects, which differs from database to database.
struct RequiredExtension: Hashable {
    let name: String
    private static let opening = "@extschema:"

    /// Those that a text names.
    static func named(in text: String) -> Set<RequiredExtension> {
        Set(
            text.split(separator: opening, omittingEmptySubsequences: false).dropFirst().compactMap { rest in
                rest.firstIndex(of: "@").map { RequiredExtension(name: String(rest[..<$0])) }
            }
        )
    }

    /// A migration's text with the schemas in place.
    ///
    /// - Parameter file: For messages, "Migration 1 "documents" of documents".
    /// - Throws: ``MigrationError`` where an extension is missing and cannot be made, or may not be used.
    static func resolve(
        _ text: String,
        of file: String,
        on connection: isolated PostgresConnection
    ) async throws -> String {
        var resolved = text
        for required in named(in: text).sorted(by: { $0.name < $1.name }) {
            let schema = try await required.schema(for: file, on: connection)
            resolved.replace("\(opening)\(required.name)@", with: quoteIdentifier(schema))
        }
        return resolved
    }

    /// The schema of the extension, which is made where the database lacks it.
    private func schema(for file: String, on connection: isolated PostgresConnection) async throws -> String {
        if try await installed(on: connection) == nil { try await create(for: file, on: connection) }
        guard let (schema, isUsable, role) = try await installed(on: connection) else {
            throw problem(file, "the database still lacks it after making it. Look into the log of PostgreSQL.")
        }
        guard isUsable else {
            throw problem(
                file,
                """
                it is in the schema \(schema), which the role \(role) may not use. Have its owner run: \
                GRANT USAGE ON SCHEMA \(quoteIdentifier(schema)) TO \(quoteIdentifier(role))
                """
            )
        }
        // The placeholder may stand inside a quoted text, where these would end it; PostgreSQL refuses them likewise.
        guard !schema.contains(where: { "\"$'\\".contains($0) }) else {
            throw problem(
                file,
                "its schema has a name with one of the characters \" $ ' \\. Move it: ALTER EXTENSION "
                    + "\(quoteIdentifier(name)) SET SCHEMA public"
            )
        }
        return schema
    }

    private func installed(
        on connection: isolated PostgresConnection
    ) async throws -> (schema: String, isUsable: Bool, role: String)? {
        try await connection.query(
            """
            SELECT n.nspname::text, has_schema_privilege(n.oid, 'USAGE'), current_user::text
            FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
            WHERE e.extname = \(name)
            """
        ).first.map { row in
            let (schema, isUsable, role) = try row.decode((String, Bool, String).self)
            return (schema, isUsable, role)
        }
    }

    private func create(for file: String, on connection: isolated PostgresConnection) async throws {
        do throws(PostgresError) {
            try await connection.execute("CREATE EXTENSION IF NOT EXISTS \(identifier: name) SCHEMA public")
        } catch {
            let statement = "CREATE EXTENSION \(name)"
            switch error.sqlState {
            case .featureNotSupported?, .undefinedFile?:
                let package = name == "vector" ? ": on Debian and Ubuntu, the package postgresql-NN-pgvector" : ""
                throw problem(file, "PostgreSQL does not have it. Install it on the database's machine\(package)")
            case .insufficientPrivilege?:
                throw problem(
                    file,
                    "this role may not make it. Have an administrator of the database run in it: \(statement)"
                )
            case .duplicateObject?, .duplicateTable?, .duplicateFunction?:
                throw problem(
                    file,
                    """
                    the schema public holds something of the same name as one of its parts (\(error)). Rename that, or \
                    give the extension a schema of its own: CREATE SCHEMA extensions; \(statement) SCHEMA extensions
                    """
                )
            default: throw error
            }
        }
    }

    private func problem(_ file: String, _ reason: String) -> MigrationError {
        MigrationError(.failed, "\(file) needs the extension \(name), and \(reason)")
    }
}

extension SQLState {
    fileprivate static let undefinedFile: SQLState = "58P01"
    fileprivate static let duplicateObject: SQLState = "42710"
    fileprivate static let duplicateFunction: SQLState = "42723"
}
