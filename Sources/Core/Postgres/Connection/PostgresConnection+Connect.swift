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
