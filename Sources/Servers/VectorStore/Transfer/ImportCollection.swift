import DocumentTools
import Documents
import Files
import HTTP
import MCP
import ServerKit
import Transfer

/// Stores an archive batch by batch; the transaction of the call ends the import.
struct ImportCollection: ImportingTool {
    static let definition = ToolDefinition(
        name: "import_collection",
        title: "Import collection",
        description: """
            Stores the documents of an archive that export_collection wrote into the server's folder TRANSFER_DIR. \
            Called again after an interruption, it goes on where it ended.
            """,
        annotations: .overwriting,
        scopes: [.read, .write]
    ).asTask()

    struct Input: ToolInput {
        @Argument("Its name, as in documents.tar.", .length(1...100)) var file: String
        @Argument(.collection) var collection: String?
        @Argument("For documents whose key, or id where they have none, is there.") var existing: ExistingDocument =
            .skip
        @Argument("Make new vectors where those of the archive are of another model.") var embedAgain: Bool = false
        @Argument("Give new ids instead of the archive's.") var newIds: Bool = false
        @Argument("Begin anew after an interruption.") var restart: Bool = false
    }

    let documents: DocumentAccess
    let folder: TransferFolder

    func prepare(_ input: Input, context: RequestContext) async throws -> ImportJob {
        let file = try folder.open(input.file)
        return try await ImportJob(
            of: ArchiveSource.open(file.descriptor),
            into: input.collection,
            of: documents,
            CollectionImport.Options(
                existing: input.existing,
                embedsAgain: input.embedAgain,
                assignsIDs: input.newIds,
                restarts: input.restart && !context.isContinued
            ),
            progress: context.transferProgress("imported", "documents")
        )
    }
}
