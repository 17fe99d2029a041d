import DocumentTools
import Documents
import Files
import HTTP
import MCP
import Postgres
import ServerKit
import Transfer

struct ExportCollection: WritingTool {
    static let definition = ToolDefinition(
        name: "export_collection",
        title: "Export collection",
        description: """
            Writes all documents with their vectors into an archive in the server's folder TRANSFER_DIR; \
            import_collection reads it.
            """,
        annotations: ToolAnnotations(readOnly: false, destructive: false, idempotent: true, openWorld: false),
        scopes: [.read, .write]
    ).asTask(for: .seconds(3_600))

    struct Input: ToolInput {
        @Argument("A new name, as in documents.tar.", .length(1...100)) var file: String
        @Argument(.collection) var collection: String?
    }

    struct Output: ToolOutput {
        var file: String
        var documents: Int
        /// How many passages have vectors.
        var passages: Int
        var model: String?
        /// The size of the archive.
        var bytes: Int
    }

    static let membersWithoutReading: Set = ["file", "documents", "passages", "bytes"]

    let documents: DocumentAccess
    let folder: TransferFolder

    /// Writes the archive under another name.
    func prepare(
        _ input: Input,
        context: RequestContext
    ) async throws -> (draft: ArchiveDraft, manifest: CollectionManifest, bytes: Int) {
        let draft = try folder.draft(input.file, context: context)
        let name = input.collection ?? documents.defaultName
        let manifest = try await CollectionExport(documents.store(name), name: name).write(
            to: draft.file,
            progress: context.transferProgress("exported", "documents")
        )
        return (draft, manifest, try draft.size)
    }

    /// Gives it its name.
    func write(
        _ made: (draft: ArchiveDraft, manifest: CollectionManifest, bytes: Int),
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        try made.draft.publish()
        return Output(
            file: input.file,
            documents: made.manifest.documents,
            passages: made.manifest.passages,
            model: made.manifest.model,
            bytes: made.bytes
        )
    }
}
