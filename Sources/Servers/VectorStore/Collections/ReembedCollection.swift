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
        annotations: .overwriting,
        isLong: true
    )

    enum Action: String, CaseIterable, Sendable, ArgumentValue {
        case status
        case start
        case cancel
    }

    struct Input: ToolInput {
        @Argument("cancel drops what was made so far.") var action: Action = .status
        @Argument("To start: a known model, or a folder in PADDLE_HOME/models.", .length(1...200)) var model: String?
        @Argument(.collection) var collection: String?
    }

    struct Output: ToolOutput {
        /// Whether it goes on.
        var running: Bool
        var model: String?
        /// How many documents have their new vectors.
        var done: Int64?
        /// How many documents there are.
        var total: Int64?
        /// Why it cannot go on.
        var failure: String?
    }

    static let membersWithoutReading: Set = ["running"]

    let documents: DocumentAccess
    let reembedding: DocumentReembedding
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
    ) async throws -> Output {
        let store = prepared.store
        switch input.action {
        case .status: break
        case .start:
            guard let model = input.model, let dimensions = prepared.dimensions else { break }
            try await store.beginReembedding(by: model, dimensions: dimensions, on: connection)
        case .cancel:
            guard try await store.cancelReembedding(on: connection) else {
                throw ToolError("Nothing was done: the collection is not being embedded again.")
            }
        }
        let state = try await store.reembedding(on: connection)
        return Output(
            running: state != nil,
            model: state?.model,
            done: state?.done,
            total: state?.total,
            failure: state?.failure
        )
    }

    func committed(_ output: Output) {
        if output.running { reembedding.begun() }
    }
}
