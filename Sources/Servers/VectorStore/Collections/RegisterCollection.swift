import Documents
import Embedding
import MCP
import Postgres
import Retrieval
import ServerKit

struct RegisterCollection: WritingTool {
    static let definition = ToolDefinition(
        name: "register_collection",
        title: "Register collection",
        description: """
            Makes a table of another program, with texts and their vectors, a collection to search. The table stays as it \
            is.
            """,
        annotations: .adding,
        isLong: true
    )

    struct Input: ToolInput {
        @Argument("The collection's name: lower-case letters, digits, - and _.", .length(1...36)) var name: String
        @Argument("The table, as in public.articles.", .length(1...127)) var table: String
        @Argument("Its column of whole numbers that tell rows apart.", .length(1...63)) var idColumn: String = "id"
        @Argument("Of texts.", .length(1...63)) var contentColumn: String = "content"
        @Argument("Of vectors.", .length(1...63)) var vectorColumn: String = "embedding"
        @Argument("Of titles.", .length(1...63)) var titleColumn: String?
        @Argument("Of texts that tell rows apart.", .length(1...63)) var keyColumn: String?
        @Argument("Of jsonb to filter by.", .length(1...63)) var metadataColumn: String?
        @Argument("Of times.", .length(1...63)) var createdAtColumn: String?
        @Argument("Of times.", .length(1...63)) var updatedAtColumn: String?
        @Argument(
            "A time or number that rises with every change of a row; without it all rows are compared every minute.",
            .length(1...63)
        ) var changedColumn: String?
        @Argument("A text search configuration of PostgreSQL; simple stems nothing.", .length(1...63))
        var language: String = "english"
        @Argument("Of a hybrid score, how much is by meaning; the rest is by words.", .range(0...1))
        var hybridWeight: Double = 0.5
        @Argument(.idempotencyKey) var idempotencyKey: String?
    }

    struct Output: ToolOutput {
        var collection: String
    }

    static let membersWithoutReading: Set = ["collection"]

    typealias Preparation = (store: CollectionStore, new: NewCollection)

    let documents: DocumentAccess

    func prepare(_ input: Input, context: RequestContext) async throws -> Preparation {
        let model = try await documents.embedder().model
        var new = try NewCollection(named: input.name, model: model)
        new.language = input.language
        new.hybridWeight = input.hybridWeight
        return (try await documents.collections(), new)
    }

    func write(
        _ prepared: Preparation,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        let parts = input.table.split(separator: ".", maxSplits: 1).map(String.init)
        let name = parts.count == 2 ? QualifiedName(schema: parts[0], parts[1]) : QualifiedName(input.table)
        var foreign = ForeignTable(name)
        foreign.id = input.idColumn
        foreign.content = input.contentColumn
        foreign.embedding = input.vectorColumn
        foreign.title = input.titleColumn
        foreign.key = input.keyColumn
        foreign.metadata = input.metadataColumn
        foreign.createdAt = input.createdAtColumn
        foreign.updatedAt = input.updatedAtColumn
        foreign.changed = input.changedColumn
        try await prepared.store.register(foreign, as: prepared.new, on: connection)
        return Output(collection: input.name)
    }

    func committed(_ output: Output) { documents.stored(isEmbedded: true) }
}

extension NewCollection {
    /// - Throws: ``ToolError`` for a name that no collection may have.
    init(named name: String, model: EmbeddingModel) throws(ToolError) {
        guard Self.isName(name) else {
            throw ToolError(
                "name must be lower-case letters, digits, - and _, with a letter or digit first, as in notes_2026, and not end "
                    + "as a collection's further tables do, such as _passages."
            )
        }
        self.init(name: name, model: model.id, dimensions: Int32(model.dimensions))
    }
}
