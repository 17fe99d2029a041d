import Glibc
package import Postgres
import Synchronization

/// Gives `body` the name of a fresh role that may make tables in `public`, and drops that role with all it has made.
///
/// - Parameter connection: A superuser's connection, which `SET ROLE` can make act as the role.
package func withTestRole<Value: Sendable>(
    on connection: PostgresConnection,
    _ body: (String) async throws -> Value
) async throws -> Value {
    let name = "paddle_role_\(getpid())_\(roles.add(1, ordering: .relaxed).newValue)"
    try await connection.execute("CREATE ROLE \(identifier: name)")
    do {
        try await connection.execute("GRANT CREATE, USAGE ON SCHEMA public TO \(identifier: name)")
        let value = try await body(name)
        try await drop(name, on: connection)
        return value
    } catch {
        try? await drop(name, on: connection)
        throw error
    }
}

extension DatabaseAccess {
    /// Gives `body` the name of a fresh role that may make tables in `public`, and drops that role with all it has made.
    package func withRole(_ body: (String) async throws -> Void) async throws {
        try await PostgresConnection.withConnection(configuration, logger: silentLogger) { connection in
            try await withTestRole(on: connection, body)
        }
    }

    /// Gives `body` a database of another encoding, and drops that afterwards.
    package func withDatabase(encoding: String, _ body: (DatabaseAccess) async throws -> Void) async throws {
        var other = configuration
        let name = (configuration.parameters["dbname"] ?? "") + "_other"
        other.parameters["dbname"] = name
        try await script(
            """
            CREATE DATABASE \(quoteIdentifier(name)) TEMPLATE template0 ENCODING '\(encoding)'
                LC_COLLATE 'C' LC_CTYPE 'C'
            """
        )
        try await body(DatabaseAccess(configuration: other))
        try await script("DROP DATABASE \(quoteIdentifier(name)) WITH (FORCE)")
    }
}

private let roles = Atomic<Int>(0)

private func drop(_ name: String, on connection: PostgresConnection) async throws {
    try await connection.script("RESET ROLE")
    try await connection.execute("DROP OWNED BY \(identifier: name) CASCADE")
    try await connection.execute("DROP ROLE \(identifier: name)")
}
