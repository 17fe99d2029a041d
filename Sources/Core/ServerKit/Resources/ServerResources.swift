public import Async
import EmbeddedPostgres
public import Embedding
public import Logging
import Migration
public import Postgres

/// The resources that a server's tools use; none is started before it is needed.
public struct ServerResources: Sendable {
    /// The settings of the server.
    public let settings: Settings
    /// The server's logger.
    public let logger: Logger
    let serverName: String
    private let connecting: DatabaseConnecting
    /// Connections to a database that has the server's migrations; for a read-only server, one as it is found.
    public let database: LazyValue<PostgresPool>
    /// The model that embeds texts.
    public let embedder: LazyValue<any Embedder>

    init(settings: Settings, migrations: [MigrationSet], serverName: String) {
        let logger = Logger(label: serverName)
        self.settings = settings
        self.logger = logger
        self.serverName = serverName
        let connecting = DatabaseConnecting(settings: settings, serverName: serverName, logger: logger)
        self.connecting = connecting
        database = LazyValue {
            let pool = try await connecting.pool()
            do {
                let migrator = Migrator(sets: migrations, logger: logger)
                try await connecting.withDirectConnection(of: pool) { connection in
                    guard settings.tools.isReadOnly else {
                        _ = try await migrator.up(on: connection)
                        return
                    }
                    try await migrator.verify(on: connection, forReading: true)
                    _ = try await migrator.pending(on: connection)
                }
            } catch {
                await pool.close()
                throw error
            }
            return pool
        }
        embedder = LazyValue {
            guard let embedding = settings.embedding else {
                throw SettingsError("\(serverName) embeds nothing, so it has no model.")
            }
            return try await loadEmbedder(embedding, logger: logger)
        }
    }

    /// Another model than that of the settings, by a name that a client may give.
    package func embedder(named name: String) async throws -> any Embedder {
        guard let embedding = settings.embedding else {
            throw SettingsError("\(serverName) embeds nothing, so it has no model.")
        }
        return try await loadEmbedder(embedding.naming(name), logger: logger)
    }

    /// How to make one more connection to the database, with no pooler between where that is known.
    package func directConfiguration() async throws -> PostgresConfiguration { try await connecting.direct() }

    /// Runs `body` past the pooler where the settings name a way, else on a connection of `pool`.
    func withDirectConnection<Value: Sendable>(
        of pool: PostgresPool,
        _ body: @Sendable (isolated PostgresConnection) async throws -> Value
    ) async throws -> Value { try await connecting.withDirectConnection(of: pool, body) }

    /// Connections to the database that the settings name, whatever state its schema is in.
    func connect() async throws -> PostgresPool { try await connecting.pool() }

    /// Closes what was started.
    public func close() async {
        await database.stop()?.close()
    }
}
