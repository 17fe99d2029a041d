import DocumentTools
import Documents
import HTTP
import MCP
import ServerKit
import Transfer

/// Stores a collection of Qdrant batch by batch; the transaction of the call ends the import.
struct ImportQdrant: ImportingTool {
    static let definition = ToolDefinition(
        name: "import_qdrant",
        title: "Import from Qdrant",
        description: """
            Stores the documents of a collection of the server at QDRANT_URL; their ids become keys. Called again after \
            an interruption, it goes on where it ended.
            """,
        annotations: .importing,
        scopes: [.read, .write]
    ).asTask()

    struct Input: ToolInput {
        @Argument("Qdrant's collection.", .length(1...512)) var from: String
        @Argument(.collection) var collection: String?
        @Argument("For documents whose key is there.") var existing: ExistingDocument = .skip
        @Argument("Make new vectors where Qdrant's are of another model.") var embedAgain: Bool = false
        @Argument("The model of its vectors, where its name does not tell.", .length(1...200)) var model: String?
        @Argument("The payload's field with the text.", .length(1...512)) var content: String = "document"
        @Argument("The vector's name, where it has several.", .length(1...512)) var vector: String?
        @Argument("Begin anew after an interruption.") var restart: Bool = false
    }

    let documents: DocumentAccess
    let remote: RemoteStores

    func prepare(_ input: Input, context: RequestContext) async throws -> ImportJob {
        let place = QdrantSource.Place(
            collection: input.from,
            content: input.content,
            vector: input.vector
        )
        return try await ImportJob(
            of: QdrantSource.open(place, in: remote.qdrant(), model: input.model),
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
