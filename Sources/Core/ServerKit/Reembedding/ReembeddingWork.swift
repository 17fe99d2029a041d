import JSONFormat
import MCP
package import Postgres
package import Retrieval

/// Embedding tables again, as the work that tasks of a tool point to: to the row of the first table.
package struct ReembeddingWork: PointedWork {
    private static let name = "reembedding"

    package init() {}

    package var kind: String { Self.name }
    package var state: SQL { ReembeddingState.followed }

    /// The work on tables that were begun together.
    package static func pointer(
        to stores: [EmbeddedTableStore],
        on connection: PostgresConnection
    ) async throws -> TaskPointer? {
        guard let first = stores.first else { return nil }
        return TaskPointer(kind: name, ref: try await first.reembeddingRow(on: connection))
    }

    /// Ends the tasks of work that is done, in the transaction that does the last of it.
    package static func end(
        _ stores: [EmbeddedTableStore],
        model: String,
        on connection: PostgresConnection
    ) async throws {
        try await pointer(to: stores, on: connection)?
            .end(with: ["running": false, "model": .string(model)], on: connection)
    }

    package func cancel(_ pointer: TaskPointer, on connection: PostgresConnection) async throws {
        try await ReembeddingState.cancel(pointer.ref, on: connection)
        try await pointer.end(with: nil, on: connection)
    }
}
