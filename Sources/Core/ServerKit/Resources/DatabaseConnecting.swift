import EmbeddedPostgres
import Logging
import Postgres

/// How to connect to the database that the settings name, or to the private one.
struct DatabaseConnecting: Sendable {
    let settings: Settings
    let serverName: String
    let logger: Logger

    /// How to make one connection that no pooler is to come between.
    func direct() async throws -> PostgresConfiguration {
        let own = settings.database
        if let configuration = try configuration(of: own.directURL ?? own.url) { return configuration }
        return try await configuration(of: cluster())
    }

    /// Connections to the database, whatever state its schema is in.
    func pool() async throws -> PostgresPool {
        let connecting: PostgresPoolConfiguration
        if let own = try configuration(of: settings.database.url) {
            connecting = PostgresPoolConfiguration(own)
        } else {
            let cluster = try await cluster()
            // Once ahead of the pool, because the very first start takes longer than a caller waits for a connection.
            _ = try await cluster.connect()
            // Joining costs next to nothing, and starts the cluster again where it was stopped.
            connecting = PostgresPoolConfiguration { try await configuration(of: cluster) }
        }
        return PostgresPool(connecting, logger: logger, metrics: PoolMetrics(pool: "main"))
    }

    /// Runs `body` past the pooler where the settings name a way, else on a connection of `pool`.
    func withDirectConnection<Value: Sendable>(
        of pool: PostgresPool,
        _ body: @Sendable (isolated PostgresConnection) async throws -> Value
    ) async throws -> Value {
        guard settings.database.directURL != nil else { return try await pool.withConnection(body) }
        return try await PostgresConnection.withConnection(direct(), logger: logger) { try await body($0) }
    }

    /// nil where the settings name no database.
    private func configuration(of url: String?) throws -> PostgresConfiguration? {
        guard let url else { return nil }
        var configuration = try PostgresConfiguration(url: url, applicationName: serverName)
        configuration.preparedStatements = settings.database.preparesStatements
        configuration.statementTimeout = statementTimeout
        return configuration
    }

    /// A call that is over cancels its statement; where that fails, the database itself ends it a little later.
    private var statementTimeout: Duration? { settings.serving.callTimeout.map { $0 + .seconds(2) } }

    /// The private database. A read-only server starts it where it is stopped, and never makes it.
    private func cluster() async throws -> EmbeddedCluster {
        let cluster = EmbeddedCluster(settings.cluster, logger: logger)
        if settings.tools.isReadOnly, try await cluster.status().state == .absent {
            throw SettingsError(
                "READ_ONLY: there is no private database to read yet. Start a server without READ_ONLY once, or set "
                    + "DATABASE_URL."
            )
        }
        return cluster
    }

    /// Starts the cluster if need be.
    private func configuration(of cluster: EmbeddedCluster) async throws -> PostgresConfiguration {
        var configuration = try await cluster.connect()
        configuration.applicationName = serverName
        configuration.statementTimeout = statementTimeout
        return configuration
    }
}
