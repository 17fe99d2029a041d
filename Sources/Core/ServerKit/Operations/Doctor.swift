import Async
import Authorization
import Embedding
import FoundationEssentials
import Migration
import Postgres
import Retrieval

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What one look at a server's surroundings has shown.
struct Finding: Sendable {
    enum Outcome: String, Sendable {
        case ok
        case warning
        case failed
        case skipped
    }

    let name: String
    let outcome: Outcome
    /// What was found; where something is wrong, also how to mend it.
    let text: String
}

/// Looks at everything a server stands on, one after the other: what stands on something broken is skipped.
struct Doctor: Sendable {
    private let settings: Settings
    private let resources: ServerResources
    private let migrations: [MigrationSet]
    /// The database as it is: looking must not migrate it.
    private let database: LazyValue<PostgresPool>

    init(settings: Settings, resources: ServerResources, migrations: [MigrationSet]) {
        self.settings = settings
        self.resources = resources
        self.migrations = migrations
        database = LazyValue {
            try await ServerResources.connect(
                settings: settings,
                serverName: resources.serverName,
                logger: resources.logger
            )
        }
    }

    /// Found, but not as it should be.
    private struct Advice: Error {
        let text: String
    }

    private typealias Look = @Sendable () async throws -> String

    /// The findings, as they are made.
    var findings: AsyncStream<Finding> {
        AsyncStream { continuation in
            let looking = Task {
                await lookAtAll { continuation.yield($0) }
                continuation.finish()
            }
            continuation.onTermination = { _ in looking.cancel() }
        }
    }

    private func lookAtAll(_ tell: (Finding) -> Void) async {
        tell(await look("settings") { try authorization() })
        let home = await look("PADDLE_HOME") { try homeFolder() }
        tell(home)
        let database = await look("database", after: settings.databaseURL == nil ? home : nil) {
            try await databaseState()
        }
        tell(database)
        tell(await look("pgvector", after: database) { try await pgvectorState() })
        let schema = await look("migrations", after: database) { try await schemaState() }
        tell(schema)
        let model = await look("model") { try await modelState() }
        tell(model)
        if migrations.contains(where: { $0.name == documentMigrations.name }) {
            let foundation =
                schema.outcome == .ok ? model : Finding(name: schema.name, outcome: .skipped, text: schema.text)
            tell(await look("stored vectors", after: foundation) { try await vectorState() })
        }
        await self.database.stop()?.close()
    }

    private func look(_ name: String, after foundation: Finding? = nil, _ look: Look) async -> Finding {
        if let foundation, foundation.outcome == .failed || foundation.outcome == .skipped {
            return Finding(name: name, outcome: .skipped, text: "mend \(foundation.name) first")
        }
        do {
            return Finding(name: name, outcome: .ok, text: try await look())
        } catch let advice as Advice {
            return Finding(name: name, outcome: .warning, text: advice.text)
        } catch {
            return Finding(name: name, outcome: .failed, text: describeForCaller(error) ?? "\(error)")
        }
    }

    private func authorization() throws -> String {
        let isAuthorized = try settings.authorization.authorization(logger: resources.logger) != nil
        if let address = settings.serving.http,
            let refusal = refusalToBind(host: address.host, isAuthorized: isAuthorized)
        {
            throw SettingsError(refusal)
        }
        return isAuthorized
            ? "callers over HTTP must show a token" : "no tokens are asked for; only the loopback is served"
    }

    private func homeFolder() throws -> String {
        let home = settings.home
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        guard unsafe access(home, W_OK | X_OK) == 0 else {
            throw SettingsError(
                "\(home) cannot be written to: set PADDLE_HOME to a folder of yours, or give it to this user"
            )
        }
        var space = statvfs()
        guard unsafe statvfs(home, &space) == 0 else { return home }
        let free = (UInt64(space.f_bavail) * UInt64(space.f_frsize)) >> 20
        guard free >= 1024 else {
            throw Advice(text: "\(home) has \(free) MiB left: make room, 1 GiB is little already")
        }
        return "\(home), \(free >> 10) GiB free"
    }

    private func databaseState() async throws -> String {
        let pool = try await database.value()
        let (version, number): (String, Int32)
        do {
            (version, number) = try await pool.query(
                "SELECT current_setting('server_version'), current_setting('server_version_num')::integer / 10000"
            )[0].decode((String, Int32).self)
        } catch let error as PostgresError where settings.databaseURL != nil {
            throw SettingsError(
                "\(error). Check DATABASE_URL, that PostgreSQL runs there, and that its pg_hba.conf lets this user in; "
                    + "without DATABASE_URL a private database is used"
            )
        }
        let place = settings.databaseURL == nil ? "the private database" : "the database of DATABASE_URL"
        guard number >= 15 else {
            throw SettingsError("\(place) is PostgreSQL \(version): 15 or newer is needed")
        }
        guard number <= 18 else {
            throw Advice(text: "\(place) is PostgreSQL \(version), newer than what was tried: 15 to 18")
        }
        return "\(place), PostgreSQL \(version)"
    }

    private func pgvectorState() async throws -> String {
        // Migrating makes the extension where the server has it.
        let version = try await database.value().query(
            """
            SELECT coalesce((SELECT extversion FROM pg_extension WHERE extname = 'vector'),
                (SELECT default_version FROM pg_available_extensions WHERE name = 'vector'))
            """
        )[0].decode(String?.self)
        guard let version else {
            throw SettingsError("the extension is not there: install the package postgresql-NN-pgvector on the server")
        }
        if let advice = PgvectorVersion.advice(version) { throw Advice(text: advice) }
        return version
    }

    private func schemaState() async throws -> String {
        let migrator = Migrator(sets: migrations, logger: resources.logger)
        let files = try await database.value().withConnection { try await migrator.status(on: $0) }
        let pending = files.count { $0.appliedAt == nil }
        guard pending == 0 else {
            throw Advice(text: "\(pending) of \(files.count) files are pending; serving applies them, or `migrate up`")
        }
        return "\(files.count) files applied"
    }

    private func modelState() async throws -> String {
        let embedder = try await resources.embedder.value()
        let vector = try await embedder.embed("All is well.")
        return "\(embedder.model.id), \(vector.count) dimensions"
    }

    private func vectorState() async throws -> String {
        let store = try await DocumentStore(pool: database.value())
        _ = try await DocumentCollection(store: store, embedder: resources.embedder.value())
        if try await store.hasDocumentsToEmbed() {
            throw Advice(text: "some documents wait for their vectors; a server that runs embeds them")
        }
        return "all of this model"
    }
}
