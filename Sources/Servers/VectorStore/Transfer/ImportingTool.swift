import Documents
import MCP
import Postgres
import ServerKit

/// A tool that has imported once it is prepared, batch by batch; the transaction of the call ends the import.
protocol ImportingTool: WritingTool where Preparation == ImportJob, Output == ImportOutput {
    var documents: DocumentAccess { get }
}

extension ImportingTool {
    static var membersWithoutReading: Set<String> { ImportOutput.membersWithoutReading }

    func write(
        _ job: ImportJob,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> ImportOutput {
        try await job.finish(on: connection)
        return ImportOutput(job.report)
    }

    func committed(_ output: ImportOutput) {
        documents.stored(isEmbedded: false)
    }
}
