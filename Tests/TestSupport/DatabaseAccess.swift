import HTTP
import Postgres

/// A fresh database, as a URL to give to a server, and a look into it that needs no types of the parts under test.
package struct DatabaseAccess: Sendable {
    let configuration: PostgresConfiguration

    /// For DATABASE_URL.
    package var url: String {
        let parameters = configuration.parameters.sorted { $0.key < $1.key }.map { name, value in
            "\(name)=\(PercentEncoding.encode(value))"
        }
        return "postgresql:///?" + parameters.joined(separator: "&")
    }

    /// The rows of a query, each an object.
    package func rows(_ query: String) async throws -> [JSONValue] {
        try await withConnection { connection in
            let sql = SQL(unsafe: "SELECT row_to_json(found)::text FROM (\(query)) AS found")
            return try await connection.query(sql).map { try JSONValue(parsing: try $0.decode(String.self)) }
        }
    }

    /// Changes something, as another program would.
    package func execute(_ statement: String) async throws {
        try await withConnection { _ = try await $0.execute(SQL(unsafe: statement)) }
    }

    /// Runs statements one after another, as psql would.
    package func script(_ statements: String) async throws {
        try await withConnection { try await $0.script(statements) }
    }

    /// What the server says against a statement, nil where it does nothing of the kind.
    package func refusal(of statement: String) async throws -> String? {
        try await withConnection { connection in
            do {
                try await connection.execute(SQL(unsafe: statement))
                return nil
            } catch {
                return "\(error)"
            }
        }
    }

    /// The same database by way of a pooler.
    package func behindPooler(_ body: (DatabaseAccess) async throws -> Void) async throws {
        try await Pooler.with(configuration) { try await body(DatabaseAccess(configuration: $0)) }
    }

    /// Performs `body` while another program has a lock of a table, by default for itself, so that nobody can even read it.
    package func locking(
        _ table: String,
        in mode: String = "ACCESS EXCLUSIVE",
        _ body: () async throws -> Void
    ) async throws {
        try await withConnection { connection in
            try await connection.script("BEGIN; LOCK TABLE \(table) IN \(mode) MODE")
            try await body()
            try await connection.script("ROLLBACK")
        }
    }

    private func withConnection<Value>(_ body: (PostgresConnection) async throws -> Value) async throws -> Value {
        try await PostgresConnection.withConnection(configuration, logger: silentLogger, body)
    }
}

/// Gives `body` a fresh, empty database, and drops that afterwards.
package func withDatabaseAccess(_ body: (DatabaseAccess) async throws -> Void) async throws {
    try await withTestDatabase { try await body(DatabaseAccess(configuration: $0)) }
}
