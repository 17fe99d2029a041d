import HTTP
import JSONFormat
import MCP
import Postgres
import Retrieval
import ServerKit
import Text

struct StoreMemories: WritingTool {
    static let definition = ToolDefinition(
        name: "store_memories",
        title: "Store memories",
        description: "Stores memories as store_memory does, all or none; results are in their order.",
        annotations: .adding,
        isLong: true
    )

    struct Item: ToolInput {
        @Argument("One fact.", .length(1...MemoryLimits.longestContent)) var content: String
        @Argument("What it is.") var kind: MemoryKind = .note
        @Argument("Whom or what it is about.", .length(1...MemoryLimits.longestText)) var subject: String?
        @Argument("What of that.", .length(1...MemoryLimits.longestText)) var attribute: String?
        @Argument("1 to 10.", .range(1...10)) var importance: Int32 = 1
        @Argument("Shown by every recall.") var pinned: Bool = false
        @Argument("Since when it is true.") var validFrom: RFC3339Time?
        @Argument("Until when.") var validTo: RFC3339Time?
        @Argument("When to forget it.") var expiresAt: RFC3339Time?
        @Argument("Facts to filter by.") var metadata: JSONObject?
    }

    struct Input: ToolInput {
        @Argument("The memories.", .count(1...200)) var memories: [Item]
        @Argument("Where they are from.", .length(1...MemoryLimits.longestText)) var source: String?
        @Argument("How sure they are.", .range(0...1)) var trust: Double = 0.5
        @Argument("Their session.", .length(1...MemoryLimits.longestName)) var sessionId: String?
        @Argument("If a memory says the same.") var onDuplicate: DuplicatePolicy = .merge
        @Argument("Store what looks like a secret.") var allowSecrets: Bool = false
        @Argument(.bank) var bank: String?
        @Argument(.idempotencyKey) var idempotencyKey: String?
    }

    struct Output: ToolOutput {
        var results: [Result]

        struct Result: Codable, Sendable {
            var id: Int32
            var outcome: StoringOutcome?
            var similarity: Double?
            var conflicts: [Int32]?
        }
    }

    static let membersWithoutReading: Set = ["results"]

    let writing: MemoryWriting

    func prepare(_ input: Input, context: RequestContext) async throws -> PreparedMemories {
        try MemoryLimits.check(input.memories.map(\.content), of: "memories")
        return try await writing.prepare(
            input.memories.map { NewMemory($0, of: input) },
            bank: input.bank,
            allowingSecrets: input.allowSecrets,
            context: context
        )
    }

    func write(
        _ prepared: PreparedMemories,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        // Whether something was known tells what is stored.
        let mayRead = context.caller.scopes.contains(.read)
        let stored = try await writing.write(prepared, policy: input.onDuplicate, on: connection, context: context)
        return Output(
            results: stored.map { stored in
                let output = StoreMemory.Output(stored)
                guard mayRead else { return Output.Result(id: output.id) }
                return Output.Result(
                    id: output.id,
                    outcome: output.outcome,
                    similarity: output.similarity,
                    conflicts: output.conflicts
                )
            }
        )
    }

    func committed(_ output: Output) { writing.access.stored() }
}

extension NewMemory {
    fileprivate init(_ item: StoreMemories.Item, of input: StoreMemories.Input) {
        self.init(
            content: item.content,
            kind: item.kind,
            subject: item.subject,
            attribute: item.attribute,
            metadata: JSONText(.object(item.metadata ?? [:])),
            importance: item.importance,
            trust: input.trust,
            isPinned: item.pinned,
            source: input.source,
            session: input.sessionId,
            validFrom: item.validFrom?.text,
            validTo: item.validTo?.text,
            expiresAt: item.expiresAt?.text
        )
    }
}
