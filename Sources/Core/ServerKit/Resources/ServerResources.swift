public import Async
import EmbeddedPostgres
public import Embedding
public import Logging
import Migration
public import Postgres

/// What a server's tools stand on; nothing of it is started before it is needed.
public struct ServerResources: Sendable {
    /// What the server was told from outside.
    public let settings: Settings
    /// The server's logger.
    public let logger: Logger
    let serverName: String
    /// Connections to a database that has the server's migrations.
    public let database: LazyValue<PostgresPool>
    /// The model that embeds texts.
    public let embedder: LazyValue<any Embedder>

    init(settings: Settings, migrations: [MigrationSet], serverName: String, logger: Logger) {
        self.settings = settings
        self.logger = logger
        self.serverName = serverName
        database = LazyValue {
            let pool = try await Self.connect(settings: settings, serverName: serverName, logger: logger)
            do {
                try await pool.withConnection { connection in
                    _ = try await Migrator(sets: migrations, logger: logger).up(on: connection)
                }
            } catch {
                await pool.close()
                throw error
            }
            return pool
        }
        embedder = LazyValue { try await loadEmbedder(settings.embedding, logger: logger) }
    }

    /// How to make one more connection to the database.
    func connectionConfiguration() async throws -> PostgresConfiguration {
        if let own = try Self.configuration(settings, serverName) { return own }
        return try await Self.configuration(EmbeddedCluster(settings.cluster, logger: logger), serverName)
    }

    /// How to connect to the database that the settings name, if they name one.
    private static func configuration(_ settings: Settings, _ serverName: String) throws -> PostgresConfiguration? {
        guard let url = settings.databaseURL else { return nil }
        var configuration = try PostgresConfiguration(url: url, applicationName: serverName)
        configuration.preparedStatements = settings.preparesStatements
        return configuration
    }

    /// How to connect to the embedded cluster, which is started if need be.
    private static func configuration(
        _ cluster: EmbeddedCluster,
        _ serverName: String
    ) async throws -> PostgresConfiguration {
        var configuration = try await cluster.connect()
        configuration.applicationName = serverName
        return configuration
    }

    /// Connections to the database the settings name, whatever state its schema is in.
    static func connect(settings: Settings, serverName: String, logger: Logger) async throws -> PostgresPool {
        let connecting: PostgresPoolConfiguration
        if let own = try configuration(settings, serverName) {
            connecting = PostgresPoolConfiguration(own)
        } else {
            let cluster = EmbeddedCluster(settings.cluster, logger: logger)
            // Once ahead of the pool, because the first start of all takes longer than a caller waits for a connection.
            _ = try await cluster.connect()
            // Joining costs next to nothing, and starts the cluster again where it was stopped.
            connecting = PostgresPoolConfiguration { try await configuration(cluster, serverName) }
        }
        return PostgresPool(connecting, logger: logger, metrics: PoolMetrics(pool: "main"))
    }

    /// Lets go of what was started.
    func close() async {
        await database.stop()?.close()
    }
}
