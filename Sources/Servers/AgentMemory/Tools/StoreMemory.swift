import JSONFormat
import MCP
import Postgres
import Retrieval
import ServerKit
import Text

struct StoreMemory: WritingTool {
    static let definition = ToolDefinition(
        name: "store_memory",
        title: "Store memory",
        description: """
            Remembers one fact. What is known is not stored twice: outcome is stored, merged, duplicate or echo. conflicts \
            names memories that may say otherwise.
            """,
        annotations: .adding,
        isLong: true
    )

    struct Input: ToolInput {
        @Argument("A sentence clear by itself.", .length(1...MemoryLimits.longestContent))
        var content: String
        @Argument("What it is.") var kind: MemoryKind = .note
        @Argument("Whom or what it is about.", .length(1...MemoryLimits.longestText)) var subject: String?
        @Argument("What of that, as in \"city\".", .length(1...MemoryLimits.longestText)) var attribute: String?
        @Argument("1 to 10.", .range(1...10)) var importance: Int32 = 1
        @Argument("Shown by every recall.") var pinned: Bool = false
        @Argument("Where it is from.", .length(1...MemoryLimits.longestText)) var source: String?
        @Argument("How sure it is.", .range(0...1)) var trust: Double = 0.5
        @Argument("Since when it is true.") var validFrom: RFC3339Time?
        @Argument("Until when.") var validTo: RFC3339Time?
        @Argument("When to forget it.") var expiresAt: RFC3339Time?
        @Argument("Facts to filter by.") var metadata: JSONObject?
        @Argument("Its session.", .length(1...MemoryLimits.longestName)) var sessionId: String?
        @Argument("If a memory says the same.") var onDuplicate: DuplicatePolicy = .merge
        @Argument("Store what looks like a secret.") var allowSecrets: Bool = false
        @Argument(.bank) var bank: String?
        @Argument(.idempotencyKey) var idempotencyKey: String?
    }

    struct Output: ToolOutput {
        var id: Int32
        var outcome: StoringOutcome?
        /// How near the text is to that of the memory that says the same, 0 to 1.
        var similarity: Double?
        /// Memories that may say otherwise, by their ids.
        var conflicts: [Int32]?

        init(_ stored: StoredMemory) {
            id = stored.id
            outcome = stored.outcome
            similarity = stored.similarity
            conflicts = stored.conflicts.isEmpty ? nil : stored.conflicts
        }
    }

    let writing: MemoryWriting

    func prepare(_ input: Input, context: RequestContext) async throws -> PreparedMemories {
        let memory = NewMemory(
            content: input.content,
            kind: input.kind,
            subject: input.subject,
            attribute: input.attribute,
            metadata: JSONText(.object(input.metadata ?? [:])),
            importance: input.importance,
            trust: input.trust,
            isPinned: input.pinned,
            source: input.source,
            session: input.sessionId,
            validFrom: input.validFrom?.text,
            validTo: input.validTo?.text,
            expiresAt: input.expiresAt?.text
        )
        return try await writing.prepare(
            [memory],
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
        try await Output(
            writing.write(prepared, policy: input.onDuplicate, on: connection, context: context)[0]
        )
    }

    func committed(_ output: Output) { writing.access.stored() }
}

extension DuplicatePolicy: ArgumentValue {}
