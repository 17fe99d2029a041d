import Embedding
import MCP
import Migration
import OrderedCollections
import Postgres

/// Whether a server can do its work, for those who watch over it.
struct Health: Sendable {
    /// How one part is.
    enum State: Sendable {
        case ok(String)
        case failed(String)

        var isOK: Bool { if case .ok = self { true } else { false } }

        var json: JSON {
            switch self {
            case .ok(let detail): ["status": "ok", "detail": .string(detail)]
            case .failed(let reason): ["status": "failed", "detail": .string(reason)]
            }
        }
    }

    let resources: ServerResources
    let migrations: [MigrationSet]

    /// How long a part may take to say how it is.
    private static let patience = Duration.seconds(5)

    /// Each part with its state, in the order in which one stands on the other. What is not started yet is started.
    func check() async -> OrderedDictionary<String, State> {
        async let database = state { try await databaseState() }
        async let schema = state { try await schemaState() }
        async let model = state { try await modelState() }
        return await ["database": database, "migrations": schema, "model": model]
    }

    private func state(_ ask: @escaping @Sendable () async throws -> String) async -> State {
        do {
            return .ok(try await withTimeLimit(Self.patience, ask))
        } catch {
            return .failed(describeForCaller(error) ?? "\(error)")
        }
    }

    private func databaseState() async throws -> String {
        let version = try await resources.database.value().query("SHOW server_version")[0].decode(String.self)
        return "PostgreSQL \(version)"
    }

    private func schemaState() async throws -> String {
        let migrator = Migrator(sets: migrations, logger: resources.logger)
        let files = try await resources.database.value().withConnection { try await migrator.status(on: $0) }
        let pending = files.filter { $0.appliedAt == nil }
        guard pending.isEmpty else {
            throw CommandFailure("pending: \(pending.map { "\($0.set) \($0.version)" }.joined(separator: ", "))")
        }
        return "\(files.count) applied"
    }

    private func modelState() async throws -> String {
        try await resources.embedder.value().model.id
    }
}
