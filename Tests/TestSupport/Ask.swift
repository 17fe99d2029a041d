package import Postgres

/// Runs a statement on a connection of its own and gives back the one text that it yields.
@discardableResult
package func ask(_ configuration: PostgresConfiguration, _ sql: SQL) async throws -> String? {
    try await PostgresConnection.withConnection(configuration, logger: silentLogger) { connection in
        try await connection.query(sql).first?.decode(String?.self) ?? nil
    }
}
