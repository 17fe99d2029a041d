package import Documents
package import MCP
package import Postgres
import ServerKit
package import Transfer

/// An import that has run, and what it has done. Only its end is still to be stored.
package struct ImportJob: Sendable {
    package let report: CollectionImport.Report
    private let work: CollectionImport

    package init(
        of source: any ImportSource,
        into name: String?,
        of documents: DocumentAccess,
        _ options: CollectionImport.Options,
        progress: TransferProgress?
    ) async throws {
        work = CollectionImport(
            source,
            into: try await documents.store(name),
            try await documents.collection(name),
            options,
            mayStore: LongWork.check(on:)
        )
        report = try await work.run(progress: progress)
    }

    package func finish(on connection: PostgresConnection) async throws { try await work.finish(on: connection) }
}

/// What the tools answer that import.
package struct ImportOutput: ToolOutput {
    package var created: Int
    package var replaced: Int
    /// How many were there already and stayed as they are, or have no text.
    package var skipped: Int
    /// Whether the texts have new vectors, made by the collection's own model.
    package var embeddedAgain: Bool
    /// After how many documents an interrupted import went on; absent where none was.
    package var resumedAfter: Int?

    package init(_ report: CollectionImport.Report) {
        created = report.counts.created
        replaced = report.counts.replaced
        skipped = report.counts.skipped
        embeddedAgain = report.wasEmbeddedAgain
        resumedAfter = report.resumedAfter
    }

    package static let membersWithoutReading: Set = ["created", "replaced", "skipped", "embedded_again"]
}

extension ToolAnnotations {
    /// For tools that store what another server holds, which they ask.
    package static let importing = ToolAnnotations(
        readOnly: false,
        destructive: true,
        idempotent: true,
        openWorld: true
    )
}

extension ExistingDocument: ArgumentValue {}
