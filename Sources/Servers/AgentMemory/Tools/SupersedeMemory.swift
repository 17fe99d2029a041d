import Async
import JSONFormat
import MCP
import Postgres
import Retrieval
import ServerKit
import Text

struct SupersedeMemory: WritingTool {
    static let definition = ToolDefinition(
        name: "supersede_memory",
        title: "Supersede memory",
        description: """
            Stores how it is now, in place of a memory that was true until then.
            """,
        annotations: .adding,
        isLong: true
    )

    struct Input: ToolInput {
        @Argument("The memory that is not true any more.") var id: Int32
        @Argument("How it is now.", .length(1...MemoryLimits.longestContent)) var content: String
        @Argument("Since when; default: now.") var validFrom: RFC3339Time?
        @Argument("Why, in words.", .length(1...MemoryLimits.longestText)) var reason: String?
        @Argument("Where it is from.", .length(1...MemoryLimits.longestText)) var source: String?
        @Argument("Store what looks like a secret.") var allowSecrets: Bool = false
        @Argument(.idempotencyKey) var idempotencyKey: String?
    }

    struct Output: ToolOutput {
        /// The new memory.
        var id: Int32
        /// The old one.
        var supersedes: Int32
    }

    static let membersWithoutReading: Set = ["id", "supersedes"]

    typealias Preparation = (embedded: EmbeddedContent?, bank: Int32)

    let access: MemoryAccess
    let secrets: SecretFilter

    func prepare(_ input: Input, context: RequestContext) async throws -> Preparation {
        let memory = try await access.memory(input.id)
        if !input.allowSecrets {
            try await secrets.check(
                [[input.content, input.reason, input.source].compactMap(\.self).joined(separator: "\n")],
                in: access.store().pool
            )
        }
        let embedded = try await access.memories.collection()
            .embed(input.content, progress: context.embeddingProgress)
        return (embedded, try await access.banks.id(memory.bank))
    }

    func write(
        _ prepared: Preparation,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        let store = try await access.store()
        try await access.banks.store().lock(prepared.bank, on: connection)
        guard let old = try await store.memories([input.id], on: connection)[input.id] else {
            throw ToolError.noMemory(input.id)
        }
        guard old.history.retiredAt == nil else { throw Self.isRetired(old) }
        var new = NewMemory(content: input.content, embedded: prepared.embedded)
        new.kind = old.facts.kind
        new.subject = old.facts.subject
        new.attribute = old.facts.attribute
        new.metadata = old.facts.metadata ?? new.metadata
        new.importance = old.facts.importance
        new.trust = old.facts.trust
        new.isPinned = old.facts.isPinned
        new.source = input.source ?? old.facts.source
        new.session = old.facts.session
        new.validFrom = input.validFrom?.text
        let id = try await store.insert(new, into: prepared.bank, on: connection)
        let retired = try await store.retire(
            [old.id],
            as: .superseded,
            reason: input.reason,
            successor: id,
            validTo: input.validFrom?.text ?? "now",
            on: connection
        )
        guard retired == [old.id] else { throw Self.isRetired(old) }
        return Output(id: id, supersedes: old.id)
    }

    func committed(_ output: Output) { access.stored() }

    private static func isRetired(_ memory: Memory) -> ToolError {
        ToolError(
            "Nothing was done: the memory with id \(memory.id) was retired already"
                + (memory.history.supersededBy.map { ", and the one with id \($0) has taken its place." }
                    ?? "; restore_memory brings it back."),
            kind: .conflict
        )
    }
}
