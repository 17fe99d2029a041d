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
    public let database: Deferred<PostgresPool>
    /// The model that embeds texts.
    public let embedder: Deferred<any Embedder>

    init(settings: Settings, migrations: [MigrationSet], serverName: String, logger: Logger) {
        self.settings = settings
        self.logger = logger
        self.serverName = serverName
        database = Deferred {
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
        embedder = Deferred { try await loadEmbedder(settings.embedding, logger: logger) }
    }

    /// How to make one more connection to the database.
    func connectionConfiguration() async throws -> PostgresConfiguration {
        if let url = settings.databaseURL { return try PostgresConfiguration(url: url, applicationName: serverName) }
        let cluster = EmbeddedCluster(home: settings.home, postgresql: settings.postgresql, logger: logger)
        var configuration = try await cluster.connect()
        configuration.applicationName = serverName
        return configuration
    }

    /// Connections to the database the settings name, whatever state its schema is in.
    static func connect(settings: Settings, serverName: String, logger: Logger) async throws -> PostgresPool {
        if let url = settings.databaseURL {
            let configuration = try PostgresConfiguration(url: url, applicationName: serverName)
            return PostgresPool(
                PostgresPoolConfiguration(configuration),
                logger: logger,
                metrics: PoolMetrics(pool: "main")
            )
        }
        let cluster = EmbeddedCluster(home: settings.home, postgresql: settings.postgresql, logger: logger)
        // Once ahead of the pool, because the first start of all takes longer than a caller waits for a connection.
        _ = try await cluster.connect()
        let connection = { @Sendable in
            // Joining costs next to nothing, and starts the cluster again where somebody stopped it.
            var configuration = try await cluster.connect()
            configuration.applicationName = serverName
            return configuration
        }
        return PostgresPool(
            PostgresPoolConfiguration(connection),
            logger: logger,
            metrics: PoolMetrics(pool: "main")
        )
    }

    /// Lets go of what was started.
    func close() async {
        await database.stop()?.close()
    }
}
