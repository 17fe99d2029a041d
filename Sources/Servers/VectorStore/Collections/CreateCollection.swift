import Documents
import Embedding
import MCP
import Postgres
import Retrieval
import ServerKit

struct CreateCollection: WritingTool {
    static let definition = ToolDefinition(
        name: "create_collection",
        title: "Create collection",
        description: "Makes a collection: documents of their own, with their own language, index and weights.",
        annotations: .adding,
        isLong: true
    )

    struct Input: ToolInput {
        @Argument("Its name: lower-case letters, digits, - and _.", .length(1...36)) var name: String
        @Argument("The model of its vectors; the server's own where it is left out.", .length(1...200))
        var model: String?
        @Argument("Its vectors' dimensions, to be sure: those of the model.", .range(1...16_000)) var dimensions: Int32?
        @Argument("A text search configuration of PostgreSQL; simple stems nothing.", .length(1...63))
        var language: String = "english"
        @Argument("Over the vectors; none until manage_index builds one.") var index: Index = .hnsw
        @Argument("By which the index finds near vectors; scores are cosines in any case.")
        var distance: VectorDistance = .cosine
        @Argument("Of a hybrid score, how much is by meaning; the rest is by words.", .range(0...1))
        var hybridWeight: Double = 0.5
        @Argument(.idempotencyKey) var idempotencyKey: String?
    }

    enum Index: String, CaseIterable, Codable, Sendable, ArgumentValue {
        case hnsw
        case none
    }

    struct Output: ToolOutput {
        var collection: String
        var model: String?
        var dimensions: Int32?
    }

    static let membersWithoutReading: Set = ["collection"]

    let documents: DocumentAccess

    func prepare(_ input: Input, context: RequestContext) async throws -> (store: CollectionStore, new: NewCollection) {
        let model = try await documents.embedder().model
        guard input.model == nil || input.model == model.id else {
            throw ToolError(
                "model: this server embeds with \(model.id). Leave model out, or set EMBEDDING_MODEL to "
                    + "\(input.model ?? "")."
            )
        }
        guard input.dimensions == nil || input.dimensions == Int32(model.dimensions) else {
            throw ToolError(
                "dimensions: the model \(model.id) makes vectors of \(model.dimensions). Leave dimensions out."
            )
        }
        var new = try NewCollection(named: input.name, model: model)
        new.language = input.language
        new.isIndexed = input.index == .hnsw
        new.distance = input.distance
        new.hybridWeight = input.hybridWeight
        return (try await documents.collections(), new)
    }

    func write(
        _ prepared: (store: CollectionStore, new: NewCollection),
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        try await prepared.store.create(prepared.new, on: connection)
        return Output(collection: input.name, model: prepared.new.model, dimensions: prepared.new.dimensions)
    }
}

extension VectorDistance: ArgumentValue {}
