public import Logging

extension PostgresConnection {
    /// Opens a connection.
    ///
    /// The hosts of the configuration are tried in order, each for at most `connect_timeout`, until the task is
    /// cancelled. Then the search path and the time limit of the configuration are set.
    ///
    /// - Throws: `.connection` when no host accepts the connection, `.timeout`, `.cancelled`, `.configuration`.
    public static func connect(
        _ configuration: PostgresConfiguration,
        logger: Logger
    ) async throws(PostgresError) -> PostgresConnection {
        let connection: PostgresConnection
        do {
            connection = try PostgresConnection(configuration, logger: logger)
        } catch {
            throw PostgresError(.connection, "the system has no thread or descriptor left for a connection: \(error)")
        }
        try await connection.open()
        return connection
    }

    /// Gives `body` a connection of its own, and closes it when the body returns or throws.
    ///
    /// - Throws: As ``connect(_:logger:)``, and what the body throws.
    public static func withConnection<Value>(
        _ configuration: PostgresConfiguration,
        logger: Logger,
        _ body: (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        let connection = try await connect(configuration, logger: logger)
        do {
            let value = try await body(connection)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }

    private func open() async throws(PostgresError) {
        do {
            try await statement { () throws(PostgresError) in
                let timeout = try libpq.connect(configuration)
                libpq.arm(.cancellable, within: timeout)
                try beginSession()
            }
        } catch {
            close()
            throw error
        }
    }
}
