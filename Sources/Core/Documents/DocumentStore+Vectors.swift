package import Postgres
import Retrieval

extension DocumentStore {
    /// Keeps documents that wait for their vectors from being embedded, since their vectors are about to be stored. The
    /// connection is in a transaction.
    package func reserveVectors(of ids: [Int32], on connection: PostgresConnection) async throws {
        try await connection.execute(
            """
            UPDATE \(identifier: table.name) AS d SET \(identifier: table.lease) = now() + interval '1 hour',
                \(identifier: table.fence) = d.\(identifier: table.fence) + 1
            WHERE d.\(identifier: table.id) = ANY (\(ids)) AND \(fragment: texts.table.isWaiting("d"))
            """
        )
    }

    /// Gives vectors of another table to the documents that wait for theirs. The connection is in a transaction.
    ///
    /// - Parameter parts: A query for one row a part of a document, which together cover its text: `document_id`, `ordinal`
    ///   (the first is 0), `char_start`, `char_end`, `embedding`, `embedding_model`.
    package func takeVectors(of ids: [Int32], from parts: SQL, on connection: PostgresConnection) async throws {
        let passages = table.passages
        let taken = try await connection.query(
            """
            UPDATE \(identifier: table.name) AS d SET \(identifier: table.embedding) = part.embedding,
                \(identifier: table.model) = part.embedding_model, \(identifier: table.embeddedLength) = part.char_end,
                \(identifier: table.lease) = NULL
            FROM (\(fragment: parts)) AS part
            WHERE part.document_id = d.\(identifier: table.id) AND part.ordinal = 0
                AND d.\(identifier: table.id) = ANY (\(ids)) AND \(fragment: texts.table.isWaiting("d"))
            RETURNING d.\(identifier: table.id)::pg_catalog.int4
            """
        ).map { try $0.decode(Int32.self) }
        guard !taken.isEmpty else { return }
        _ = try await connection.pipeline([
            """
            DELETE FROM \(identifier: passages.name) WHERE \(identifier: passages.text) = ANY (\(taken))
            """,
            """
            INSERT INTO \(identifier: passages.name) (\(identifier: passages.text), \(identifier: passages.ordinal),
                \(identifier: passages.start), \(identifier: passages.end), \(identifier: passages.embedding))
            SELECT document_id, ordinal, char_start, char_end, embedding FROM (\(fragment: parts)) AS part
            WHERE document_id = ANY (\(taken)) AND ordinal > 0
            """,
        ])
    }
}
