import Documents
import MCP
import Postgres
import Retrieval
import ServerKit

struct ListCollections: Tool {
    static let definition = ToolDefinition(
        name: "list_collections",
        title: "List collections",
        description: "Lists the collections by name; describe_collection tells how one is.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("Collections a page.", .range(1...100)) var limit: Int32 = 50
        @Argument("The next_cursor of the previous page.") var cursor = Cursor<String>()
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Page<CollectionOutput> {
        let found = try await documents.collections().collections(after: input.cursor.position, limit: input.limit + 1)
        let own = documents.defaultName
        return try Page(
            found.map { CollectionOutput($0, isDefault: $0.name == own) },
            limit: input.limit,
            of: input.cursor
        ) { $0.name }
    }
}

/// A collection as lists show it.
struct CollectionOutput: PageElement {
    static let listName = "collections"

    var name: String
    /// Whether it is meant where a call names no collection.
    var isDefault: Bool
    /// Whether it is a table of another program.
    var isReadOnly: Bool
    /// The table of its documents.
    var table: String
    var model: String?
    var distance: String
    var hybridWeight: Double
    var createdAt: String?

    init(_ collection: Collection, isDefault: Bool) {
        name = collection.name
        self.isDefault = isDefault
        isReadOnly = collection.table.isReadOnly
        table = "\(collection.table.name)"
        model = collection.model
        distance = collection.table.distance.rawValue
        hybridWeight = collection.hybridWeight
        createdAt = collection.createdAt
    }
}
