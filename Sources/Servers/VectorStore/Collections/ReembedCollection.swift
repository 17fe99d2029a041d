import DocumentTools
import Documents
import Embedding
import JSONFormat
import MCP
import Postgres
import Retrieval
import ServerKit

struct ReembedCollection: WritingTool {
    static let definition = ToolDefinition(
        name: "reembed_collection",
        title: "Embed a collection again",
        description: """
            Has another model embed all documents, behind the calls; the old vectors serve until the new ones take their \
            place. Servers then need EMBEDDING_MODEL set to it.
            """,
        annotations: .overwriting
    ).asTask()

    struct Input: ToolInput {
        @Argument("cancel drops what was made so far.") var action: ReembeddingAction = .status
        @Argument("To start: a known model, or a folder in PADDLE_HOME/models.", .length(1...200)) var model: String?
        @Argument(.collection) var collection: String?
    }

    static let membersWithoutReading = ReembeddingAction.membersWithoutReading

    let documents: DocumentAccess
    let reembedding: ReembeddingWorker
    let load: @Sendable (String) async throws -> any Embedder

    func prepare(
        _ input: Input,
        context: RequestContext
    ) async throws -> (store: EmbeddedTableStore, dimensions: Int?) {
        let store = try await documents.store(input.collection).texts
        guard input.action == .start else { return (store, nil) }
        guard let model = input.model else { throw ToolError("model: give the model that is to embed the documents.") }
        return (store, try await load(model).model.dimensions)
    }

    func write(
        _ prepared: (store: EmbeddedTableStore, dimensions: Int?),
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> ReembeddingAction.Outcome {
        try await input.action.perform(
            on: [prepared.store],
            by: prepared.dimensions.flatMap { dimensions in input.model.map { ($0, dimensions) } },
            on: connection
        )
    }

    func goesOn(
        with output: ReembeddingAction.Outcome,
        after prepared: (store: EmbeddedTableStore, dimensions: Int?),
        of input: Input,
        on connection: PostgresConnection
    ) async throws -> TaskPointer? {
        guard input.action == .start, output.running else { return nil }
        return try await ReembeddingWork.pointer(to: [prepared.store], on: connection)
    }

    func committed(_ output: ReembeddingAction.Outcome) {
        if output.running { reembedding.begun() }
    }
}
