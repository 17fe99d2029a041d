import Documents
import HTTP
import JSONFormat
import MCP
import Postgres
import Retrieval
import ServerKit
import Text

struct AddDocuments: WritingTool {
    static let definition = ToolDefinition(
        name: "add_documents",
        title: "Add documents",
        description: "Stores texts as add_document does, all or none; results are in their order.",
        annotations: .replacing
    ).asTask(endsSoon: true)

    struct Item: ToolInput {
        @Argument("The text.", .length(1...SourceLimits.longestContent)) var content: String
        @Argument("Your name for it.", .length(1...DocumentReference.longestKey), .withoutReplacements) var key: String?
        @Argument("For people.", .length(...10_000)) var title: String?
        @Argument("Facts to filter by.") var metadata: JSONObject?
        @Argument("How it is laid out.") var format: TextStructure = .markdown
    }

    struct Input: ToolInput {
        @Argument("The documents; no two with one key.", .count(1...1_000)) var documents: [Item]
        @Argument(.idempotencyKey) var idempotencyKey: String?
    }

    struct Result: Codable, Sendable {
        var id: Int32
        var outcome: StoredDocument.Outcome?
    }

    struct Output: ToolOutput {
        var results: [Result]
        /// How many chunks get their vectors later; absent for none.
        var waiting: Int?
    }

    static let membersWithoutReading: Set = ["results"]

    let access: RAGAccess

    func prepare(_ input: Input, context: RequestContext) async throws -> [PreparedSource] {
        try check(input.documents)
        return try await SourceIngestion(access: access).prepare(
            input.documents.map { item in
                NewSource(
                    key: item.key,
                    title: item.title,
                    text: SourceText(text: item.content, structure: item.format),
                    metadata: JSONText(.object(item.metadata ?? [:])),
                    origin: SourceOrigin(structure: item.format)
                )
            },
            progress: context.embeddingProgress
        )
    }

    private func check(_ documents: [Item]) throws(ToolError) {
        var places: [BytewiseString: Int] = [:]
        for (place, document) in documents.enumerated() {
            do throws(RetrievalError) {
                try EmbeddedCollection.check(document.content)
            } catch {
                throw ToolError("Nothing was stored. documents[\(place)]: \(error.description)")
            }
            guard let key = document.key.map({ BytewiseString($0) }) else { continue }
            if let first = places.updateValue(place, forKey: key) {
                throw ToolError(
                    "Nothing was stored. documents[\(place)]: key is that of documents[\(first)]; give each one of its own."
                )
            }
        }
    }

    func write(
        _ prepared: [PreparedSource],
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        let stored = try await SourceIngestion(access: access).store(prepared, on: connection)
        // Whether a key was known tells what is stored.
        let tellsOutcome = context.caller.scopes.contains(.read)
        let waiting = stored.reduce(0) { $0 + ($1.chunks?.waiting ?? 0) }
        return Output(
            results: stored.map { Result(id: $0.document.id, outcome: tellsOutcome ? $0.outcome : nil) },
            waiting: waiting > 0 ? waiting : nil
        )
    }

    func committed(_ output: Output) { access.stored() }
}
