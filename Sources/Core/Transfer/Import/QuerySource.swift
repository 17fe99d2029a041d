import Cryptography
import Documents
import Files
import JSONFormat
package import Postgres
import Retrieval
import Synchronization

/// The rows of a query, which reads and changes nothing.
///
/// Its columns are `content`, and where it has them `id`, `key`, `title`, `metadata`, `created_at`, `updated_at` and
/// `embedding`.
package final class QuerySource: ImportSource {
    private static let page = 200

    package let identity: String
    package let name = "the query"
    package let model: String?
    package let dimensions: Int?
    package let total: Int? = nil
    private let connection: PostgresConnection
    /// Where the cursor is.
    private let place = Mutex(0)

    private init(identity: String, model: String?, dimensions: Int, connection: PostgresConnection) {
        self.identity = identity
        self.model = model
        self.dimensions = model == nil ? nil : dimensions
        self.connection = connection
    }

    /// Opens the query, and lends its rows for as long as the body runs.
    ///
    /// - Parameters:
    ///   - query: One SELECT; anything else the database refuses. Rows without an order may come in another one when an
    ///     interrupted import goes on.
    ///   - model: The model that made the vectors of its column `embedding`; nil for a query without it.
    package static func open<Value: Sendable>(
        _ query: String,
        model: String?,
        dimensions: Int,
        in pool: PostgresPool,
        _ body: @Sendable (QuerySource) async throws -> Value
    ) async throws -> Value {
        try await pool.transaction(isolation: .repeatableRead, readOnly: true, attempts: 1) { connection in
            // By the extended protocol, which takes one statement; the line break ends a comment.
            try await connection.execute(
                """
                DECLARE paddle_import NO SCROLL CURSOR FOR
                SELECT pg_catalog.row_to_json(given)::pg_catalog.text FROM (\(unsafe: query)
                ) AS given
                """
            )
            return try await body(
                QuerySource(
                    identity: "query \(HashFunction.sha256.hash(Array(query.utf8)).hex)",
                    model: model,
                    dimensions: dimensions,
                    connection: connection
                )
            )
        }
    }

    package func batch(after position: String?) async throws -> ImportBatch? {
        let offset = position.flatMap { Int($0) } ?? 0
        let ahead = offset - place.withLock { $0 }
        if ahead > 0 { try await connection.execute("MOVE FORWARD \(unsafe: "\(ahead)") FROM paddle_import") }
        let rows = try await connection.query("FETCH FORWARD \(unsafe: "\(Self.page)") FROM paddle_import")
        guard !rows.isEmpty else { return nil }
        var batch = BatchBuilder()
        for (number, row) in rows.enumerated() {
            let document = try document(row, number: offset + number + 1)
            guard document.content == nil || batch.add(document) else {
                throw TransferError(
                    "Row \(offset + number + 1) of the query has the key or the id of a row before it. Give each its own."
                )
            }
        }
        let end = offset + rows.count
        place.withLock { $0 = end }
        return ImportBatch(batch.documents, position: "\(end)", withoutText: rows.count - batch.documents.count)
    }

    private func document(_ row: PostgresRow, number: Int) throws -> WholeDocument {
        let text = try row.decode(String.self)
        do {
            guard var members = try JSON(parsing: text, within: .stored).objectValue else {
                throw TransferError("is no row")
            }
            if case .int(let key)? = members["key"] { members["key"] = .string("\(key)") }
            if members["metadata"] == .null { members["metadata"] = [:] }
            members["passages"] = nil
            let vector = members["embedding"] ?? .null
            var document = try WholeDocument(members, dimensions: 0)
            if let dimensions, vector != .null {
                // pgvector's types are text in JSON.
                let list = try vector.stringValue.map { try JSON(parsing: $0) } ?? vector
                document.vector = try [Float](list, dimensions: dimensions)
            }
            return document
        } catch let error as TransferError {
            throw TransferError("Row \(number) of the query \(error).")
        } catch let error as JSONSyntaxError {
            throw TransferError("Row \(number) of the query cannot be read: \(error).")
        }
    }
}
