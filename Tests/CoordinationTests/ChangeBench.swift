import Coordination
import Migration
import Postgres
import TestSupport

/// A database with the trigger function, and tables of the test's own.
struct ChangeBench {
    let configuration: PostgresConfiguration
    let connection: PostgresConnection

    static func run(_ schema: String, _ body: (ChangeBench) async throws -> Void) async throws {
        try await withTestDatabase { configuration async throws in
            try await PostgresConnection.withConnection(configuration, logger: silentLogger) { connection in
                try await Migrator(sets: [changeMigrations], logger: silentLogger).up(on: connection)
                try await connection.script(schema)
                try await body(ChangeBench(configuration: configuration, connection: connection))
            }
        }
    }

    /// What is told on a channel while the statements run, each in a transaction of its own.
    func told(_ channel: String, by statements: SQL...) async throws -> [String] {
        try await notifications(configuration, on: channel) {
            for statement in statements { try await connection.execute(statement) }
        }
    }
}
