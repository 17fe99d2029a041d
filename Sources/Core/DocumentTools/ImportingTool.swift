package import Documents
package import MCP
package import Postgres
package import ServerKit

/// A tool that has imported once it is prepared, batch by batch; the transaction of the call ends the import.
package protocol ImportingTool: WritingTool where Preparation == ImportJob, Output == ImportOutput {
    var documents: DocumentAccess { get }
}

extension ImportingTool {
    package static var membersWithoutReading: Set<String> { ImportOutput.membersWithoutReading }

    package func write(
        _ job: ImportJob,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> ImportOutput {
        try await job.finish(on: connection)
        return ImportOutput(job.report)
    }

    package func committed(_ output: ImportOutput) {
        documents.stored(isEmbedded: false)
    }
}
