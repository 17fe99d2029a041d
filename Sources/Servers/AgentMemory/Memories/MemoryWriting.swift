import Async
import Embedding
import HTTP
import MCP
import Postgres
import Retrieval
import ServerKit

/// What became of a memory that was to be stored.
enum StoringOutcome: String, CaseIterable, Codable, Sendable {
    /// It is stored as a memory of its own.
    case stored
    /// A memory that says the same was confirmed.
    case merged
    /// A memory says the same; nothing was changed.
    case duplicate
    /// The session was given it by a search or a recall; nothing was changed.
    case echo
}

/// What became of one memory.
struct StoredMemory: Sendable {
    let outcome: StoringOutcome
    /// The memory: the new one, or the one that says the same.
    let id: Int32
    /// How near the text is to that of the other one.
    var similarity: Double?
    /// Memories that may contradict it.
    var conflicts: [Int32] = []
    /// Whether it has its vectors.
    var isEmbedded = true
}

/// Memories of one bank that are about to be stored: what is known of them before the transaction.
struct PreparedMemories: Sendable {
    let bank: (name: String, id: Int32)
    let memories: [NewMemory]
    let near: [(near: [NearMemory], last: Int32)]
    let recalled: [String: [(id: Int32, content: String)]]
}

/// Stores memories so that what says the same is there once.
struct MemoryWriting: Sendable {
    let access: MemoryAccess
    let rule: StoringRule
    let secrets: SecretFilter

    /// Computes vectors, and looks for what says the same. It writes nothing.
    func prepare(
        _ memories: [NewMemory],
        bank given: String?,
        allowingSecrets: Bool,
        context: RequestContext
    ) async throws -> PreparedMemories {
        let bank = (name: try access.banks.name(given), id: try await access.banks.id(given))
        for memory in memories { try EmbeddedCollection.check(memory.content) }
        if let past = try await access.store().firstPast(memories.compactMap(\.expiresAt)) {
            throw ToolError(
                "expires_at: \(past) is over, and the memory would be forgotten at once. Give a later time."
            )
        }
        if !allowingSecrets {
            try await secrets.check(memories.map(\.allTexts), in: access.store().pool)
        }
        let collection = try await access.memories.collection()
        let embedded = try await collection.embed(memories.map(\.content), progress: context.embeddingProgress)
        let store = try await access.store()
        var prepared = memories
        var near: [(near: [NearMemory], last: Int32)] = []
        for (place, embedded) in embedded.enumerated() {
            prepared[place].embedded = embedded
            near.append(try await store.near(memories[place].content, embedded, in: bank.id))
        }
        await access.accesses.flush()
        var recalled: [String: [(id: Int32, content: String)]] = [:]
        for session in Set(memories.map { access.session($0.session, context) }) {
            recalled[session] = try await store.recalled(in: session, of: bank.id)
        }
        return PreparedMemories(bank: bank, memories: prepared, near: near, recalled: recalled)
    }

    /// Stores them in their order.
    func write(
        _ prepared: PreparedMemories,
        policy: DuplicatePolicy,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> [StoredMemory] {
        let store = try await access.store()
        let banks = try await access.banks.store()
        var bank = prepared.bank.id
        if bank == BankAccess.none {
            bank = try await banks.make(prepared.bank.name, description: nil, on: connection).id
        }
        try await banks.lock(bank, on: connection)
        var results: [StoredMemory] = []
        for (memory, before) in zip(prepared.memories, prepared.near) {
            let near = try await store.stillNear(memory.content, memory.embedded, in: bank, before, on: connection)
            let recalled = prepared.recalled[access.session(memory.session, context)] ?? []
            let decision = rule.decision(memory.content, near: near, recalled: recalled)
            results.append(try await write(memory, decision, policy, into: bank, store, on: connection))
        }
        return results
    }

    private func write(
        _ memory: NewMemory,
        _ decision: StoringDecision,
        _ policy: DuplicatePolicy,
        into bank: Int32,
        _ store: MemoryStore,
        on connection: PostgresConnection
    ) async throws -> StoredMemory {
        var conflicts: [Int32] = []
        switch decision {
        case .echo(let id) where policy != .store: return StoredMemory(outcome: .echo, id: id)
        case .same(let other) where policy == .refuse:
            return StoredMemory(outcome: .duplicate, id: other.id, similarity: other.cosine)
        case .same(let other) where policy == .merge:
            try await store.confirm(other.id, by: memory, on: connection)
            return StoredMemory(outcome: .merged, id: other.id, similarity: other.cosine)
        case .echo, .same: break
        case .new(let found): conflicts = found
        }
        let id = try await store.insert(memory, into: bank, on: connection)
        return StoredMemory(outcome: .stored, id: id, conflicts: conflicts, isEmbedded: memory.embedded != nil)
    }
}

extension MemoryAccess {
    /// The session that a call belongs to: the one that it names, or else all that its caller does in this process.
    func session(_ named: String?, _ context: RequestContext) -> String {
        named ?? "process \(processID) \(context.caller.name)"
    }
}
