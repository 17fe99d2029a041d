import Postgres

/// A fresh database, as a URL to give to a server, and a look into it that needs no types of the parts under test.
package struct DatabaseAccess: Sendable {
    let configuration: PostgresConfiguration

    /// For DATABASE_URL.
    package var url: String {
        let parameters = configuration.parameters.sorted { $0.key < $1.key }.map { name, value in
            "\(name)=\(value.addingPercentEscapes)"
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

    /// Performs `body` while another program has a table for itself, so that nobody can even read it.
    package func locking(_ table: String, _ body: () async throws -> Void) async throws {
        try await withConnection { connection in
            try await connection.script("BEGIN; LOCK TABLE \(table)")
            try await body()
            try await connection.script("ROLLBACK")
        }
    }

    /// The same database by way of a pooler.
    package func behindPooler(_ body: (DatabaseAccess) async throws -> Void) async throws {
        try await Pooler.with(configuration) { try await body(DatabaseAccess(configuration: $0)) }
    }

    private func withConnection<Value>(_ body: (PostgresConnection) async throws -> Value) async throws -> Value {
        let connection = try await PostgresConnection.connect(configuration, logger: silentLogger)
        do {
            let value = try await body(connection)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }
}

/// Gives `body` a fresh, empty database, and drops that afterwards.
package func withDatabaseAccess(_ body: (DatabaseAccess) async throws -> Void) async throws {
    try await withTestDatabase { try await body(DatabaseAccess(configuration: $0)) }
}

extension String {
    fileprivate var addingPercentEscapes: String {
        utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
