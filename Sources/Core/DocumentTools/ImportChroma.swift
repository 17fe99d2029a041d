package import Documents
import HTTP
package import MCP
import ServerKit
import Transfer

/// Stores a collection of Chroma batch by batch; the transaction of the call ends the import.
package struct ImportChroma: ImportingTool {
    package static let definition = ToolDefinition(
        name: "import_chroma",
        title: "Import from Chroma",
        description: """
            Stores the documents of a collection of the server at CHROMA_URL; their ids become keys. Called again after \
            an interruption, it goes on where it ended.
            """,
        annotations: .importing,
        scopes: [.read, .write]
    ).asTask()

    package struct Input: ToolInput {
        package init() {}

        @Argument("Chroma's collection.", .length(1...512)) var from: String
        @Argument(.collection) var collection: String?
        @Argument("For documents whose key is there.") var existing: ExistingDocument = .skip
        @Argument("Make new vectors where Chroma's are of another model.") var embedAgain: Bool = false
        @Argument("The model of its vectors, where Chroma does not say.", .length(1...200)) var model: String?
        @Argument("Chroma's tenant.", .length(1...512)) var tenant: String = "default_tenant"
        @Argument("Chroma's database.", .length(1...512)) var database: String = "default_database"
        @Argument("Begin anew after an interruption.") var restart: Bool = false
    }

    package let documents: DocumentAccess
    private let remote: RemoteStores
    private let hasCollections: Bool

    /// - Parameter hasCollections: Whether the server serves other collections than its own.
    package init(documents: DocumentAccess, remote: RemoteStores, hasCollections: Bool = true) {
        self.hasCollections = hasCollections
        self.documents = documents
        self.remote = remote
    }

    package func prepare(_ input: Input, context: RequestContext) async throws -> ImportJob {
        guard hasCollections || input.collection == nil else {
            throw ToolError("collection: this server has one collection alone. Leave it out.")
        }
        let place = ChromaSource.Place(
            collection: input.from,
            tenant: input.tenant,
            database: input.database
        )
        return try await ImportJob(
            of: ChromaSource.open(place, in: remote.chroma(), model: input.model),
            into: input.collection,
            of: documents,
            CollectionImport.Options(
                existing: input.existing,
                embedsAgain: input.embedAgain,
                restarts: input.restart && !context.isContinued
            ),
            progress: context.transferProgress("imported", "documents")
        )
    }
}
