package import Postgres

/// Runs a statement on a connection of its own and gives back the one text that it yields.
@discardableResult
package func ask(_ configuration: PostgresConfiguration, _ sql: SQL) async throws -> String? {
    let connection = try await PostgresConnection.connect(configuration, logger: silentLogger)
    do {
        let answer = try await connection.query(sql).first?.decode(String?.self)
        await connection.close()
        return answer ?? nil
    } catch {
        await connection.close()
        throw error
    }
}
