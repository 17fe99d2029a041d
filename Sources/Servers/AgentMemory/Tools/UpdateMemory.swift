import Async
import JSONFormat
import MCP
import Postgres
import Retrieval
import ServerKit
import Text

struct UpdateMemory: WritingTool {
    static let definition = ToolDefinition(
        name: "update_memory",
        title: "Update memory",
        description: """
            Corrects a memory; what is not given stays. Where the world has changed, use supersede_memory.
            """,
        annotations: .overwriting,
        isLong: true
    )

    struct Input: ToolInput {
        @Argument("Its id.") var id: Int32
        @Argument("The right text.", .length(1...MemoryLimits.longestContent)) var content: String?
        @Argument("What it is.") var kind: MemoryKind?
        @Argument("Empty removes it.", .length(...MemoryLimits.longestText)) var subject: String?
        @Argument("Empty removes it.", .length(...MemoryLimits.longestText)) var attribute: String?
        @Argument("1 to 10.", .range(1...10)) var importance: Int32?
        @Argument("0 to 1.", .range(0...1)) var trust: Double?
        @Argument("Shown by every recall.") var pinned: Bool?
        @Argument("Since when it is true.") var validFrom: RFC3339Time?
        @Argument("Until when.") var validTo: RFC3339Time?
        @Argument("When to forget it.") var expiresAt: RFC3339Time?
        @Argument("Never forget it by itself.") var neverExpires: Bool = false
        @Argument("Replaces all of the old.") var metadata: JSONObject?
        @Argument("Store what looks like a secret.") var allowSecrets: Bool = false
        @Argument("Only if this is still its updated_at.") var expectedUpdatedAt: String?
    }

    struct Output: ToolOutput {
        var memory: MemoryOutput?
        var id: Int32
    }

    let access: MemoryAccess
    let secrets: SecretFilter

    func prepare(_ input: Input, context: RequestContext) async throws -> EmbeddedContent? {
        let memory = try await access.memory(input.id)
        if !input.allowSecrets {
            let texts = [
                input.content, input.subject, input.attribute, input.metadata.map { JSONText(.object($0)).text },
            ]
            let given = texts.compactMap(\.self).joined(separator: "\n")
            try await secrets.check([given], in: access.store().pool)
        }
        guard let content = input.content else { return nil }
        guard content != memory.content else { return nil }
        return try await access.memories.collection().embed(content, progress: context.embeddingProgress)
    }

    func write(
        _ embedded: EmbeddedContent?,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        let change = MemoryChange(
            content: input.content,
            kind: input.kind,
            subject: input.subject,
            attribute: input.attribute,
            metadata: input.metadata.map { JSONText(.object($0)) },
            importance: input.importance,
            trust: input.trust,
            isPinned: input.pinned,
            validFrom: input.validFrom?.text,
            validTo: input.validTo?.text,
            expiresAt: input.neverExpires ? "" : input.expiresAt?.text,
            expectedVersion: input.expectedUpdatedAt
        )
        guard !change.isEmpty else {
            throw ToolError("Nothing to change: give content or another part. Example: {\"id\":7,\"importance\":5}")
        }
        let changed: Memory?
        do {
            changed = try await access.store().update(input.id, change, embedded: embedded, on: connection)
        } catch is MemoryVersionConflict {
            throw ToolError(
                "Nothing was done: the memory with id \(input.id) has changed since. Look at it with get_memory, then try again.",
                kind: .conflict
            )
        }
        guard let changed else { throw ToolError.noMemory(input.id) }
        return Output(memory: MemoryOutput(changed), id: changed.id)
    }

    func committed(_ output: Output) { access.stored() }
}
