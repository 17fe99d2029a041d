import Async
import Documents
import JSONFormat
import MCP
import Postgres
import Retrieval
import ServerKit

struct AddDocument: WritingTool {
    static let definition = ToolDefinition(
        name: "add_document",
        title: "Add document",
        description: """
            Stores a text, or a file of the server's folders or of the web, as a source that answers are made of. One with the same key \
            is replaced; only what has changed is embedded again.
            """,
        annotations: .replacing,
        isLong: true
    )

    struct Input: ToolInput {
        @Argument("The text.", .length(1...SourceLimits.longestContent)) var content: String?
        @Argument("Or a file: its absolute path or URI, or an address that SOURCE_URLS allows.", .length(1...4_096))
        var path: String?
        @Argument(
            "Your own name for it, such as a path.",
            .length(1...DocumentReference.longestKey),
            .withoutReplacements
        ) var key: String?
        @Argument("A short name for people.", .length(...10_000)) var title: String?
        @Argument("Facts to filter by, as in {\"product\":\"kiln\",\"year\":2026}.") var metadata: JSONObject?
        @Argument("How content is laid out.") var format: TextStructure = .markdown
        @Argument(.idempotencyKey) var idempotencyKey: String?
    }

    struct Output: ToolOutput {
        var id: Int32
        var key: String?
        var outcome: StoredDocument.Outcome?
        var title: String?
        /// Into how many chunks it is cut, and how many of them have changed.
        var chunks: Int?
        var changedChunks: Int?
        /// How many chunks get their vectors later; absent for none.
        var waiting: Int?
        /// What is to be known about the file, such as how it was read.
        var notes: [String]?
        var updatedAt: String?
    }

    static let membersWithoutReading: Set = ["id", "updated_at"]

    let access: RAGAccess
    let reader: SourceReader

    func prepare(
        _ input: Input,
        context: RequestContext
    ) async throws -> (source: PreparedSource, notes: [String]) {
        let (source, notes) = try await source(input)
        let prepared = try await SourceIngestion(access: access)
            .prepare([source], progress: context.embeddingProgress)
        return (prepared[0], notes)
    }

    private func source(_ input: Input) async throws -> (source: NewSource, notes: [String]) {
        let metadata = JSONText(.object(input.metadata ?? [:]))
        switch (input.content, input.path) {
        case (let content?, nil):
            let source = NewSource(
                key: input.key,
                title: input.title,
                text: SourceText(text: content, structure: input.format),
                metadata: metadata,
                origin: SourceOrigin(structure: input.format)
            )
            return (source, [])
        case (nil, let path?):
            let read = try await reader.read(path)
            let source = NewSource(
                key: input.key ?? read.origin.key,
                title: input.title ?? read.text.title,
                text: read.text,
                metadata: metadata,
                origin: read.origin
            )
            return (source, read.notes)
        case (nil, nil):
            throw ToolError(
                "Give content, the text itself, or path: a file of the server's folders, or an address of the web."
            )
        case (_?, _?): throw ToolError("Give either content or path, not both.")
        }
    }

    func write(
        _ prepared: (source: PreparedSource, notes: [String]),
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        let stored = try await SourceIngestion(access: access).store([prepared.source], on: connection)[0]
        return Output(
            id: stored.document.id,
            key: stored.document.key,
            outcome: stored.outcome,
            title: stored.document.title,
            chunks: prepared.source.chunks?.count,
            changedChunks: stored.chunks.map { $0.added + $0.removed },
            waiting: stored.chunks.flatMap { $0.waiting > 0 ? $0.waiting : nil },
            notes: prepared.notes.isEmpty ? nil : prepared.notes,
            updatedAt: stored.document.updatedAt
        )
    }

    func committed(_ output: Output) { access.stored() }
}

extension TextStructure: ArgumentValue {}

/// What sources may be at most.
enum SourceLimits {
    /// The longest text in a call, in characters. A character takes up to 12 bytes of JSON, and all of it fits into one
    /// message.
    static let longestContent = 1_000_000
}
