import Async
import Embedding
import JSONFormat
import MCP
import Migration
import OrderedCollections
import Postgres

/// Whether a server can do its work, for those who watch over it.
actor Health {
    /// How one part is.
    enum State: Sendable {
        case ok(String)
        case failed(String)

        var isOK: Bool { if case .ok = self { true } else { false } }

        /// - Parameter detailed: Whether to say what was found, which tells of the server's inside.
        func json(detailed: Bool) -> JSON {
            let (status, detail) =
                switch self {
                case .ok(let detail): ("ok", detail)
                case .failed(let reason): ("failed", reason)
                }
            return detailed ? ["status": .string(status), "detail": .string(detail)] : ["status": .string(status)]
        }
    }

    private let resources: ServerResources
    private let migrations: [MigrationSet]
    private var last: (checking: Task<OrderedDictionary<String, State>, Never>, at: ContinuousClock.Instant)?

    init(resources: ServerResources, migrations: [MigrationSet]) {
        self.resources = resources
        self.migrations = migrations
    }

    /// How long one look is good for, however many ask.
    private static let freshness = Duration.seconds(1)
    /// How long a part may take to say how it is.
    private static let patience = Duration.seconds(5)

    /// Each part with its state, in the order in which one stands on the other. What is not started yet is started.
    func check() async -> OrderedDictionary<String, State> {
        if let last, last.at.duration(to: .now) < Self.freshness { return await last.checking.value }
        let checking = Task { await look() }
        last = (checking, .now)
        return await checking.value
    }

    private nonisolated func look() async -> OrderedDictionary<String, State> {
        async let database = state { try await self.databaseState() }
        async let schema = state { try await self.schemaState() }
        async let model = state { try await self.modelState() }
        return await ["database": database, "migrations": schema, "model": model]
    }

    private nonisolated func state(_ ask: @escaping @Sendable () async throws -> String) async -> State {
        do {
            return .ok(try await withTimeLimit(Self.patience, ask))
        } catch {
            return .failed(describeForCaller(error) ?? "\(error)")
        }
    }

    private nonisolated func databaseState() async throws -> String {
        let version = try await resources.database.value().query("SHOW server_version")[0].decode(String.self)
        return "PostgreSQL \(version)"
    }

    private nonisolated func schemaState() async throws -> String {
        let migrator = Migrator(sets: migrations, logger: resources.logger)
        let files = try await resources.database.value().withConnection { try await migrator.status(on: $0) }
        let pending = files.filter { $0.appliedAt == nil }
        guard pending.isEmpty else {
            throw CommandFailure("pending: \(pending.map { "\($0.set) \($0.version)" }.joined(separator: ", "))")
        }
        return "\(files.count) applied"
    }

    private nonisolated func modelState() async throws -> String {
        try await resources.embedder.value().model.id
    }
}
