import Postgres
import Retrieval

/// How much a collection holds, and whose vectors.
package struct CollectionExtent: Sendable {
    package let documents: Int64
    /// The passages that have vectors.
    package let passages: Int64
    /// The model that made them; nil where there are none.
    package let model: String?
    package let dimensions: Int
}

extension DocumentStore {
    /// Reads all documents, in the order of their ids, as they were at one moment. None is kept in memory.
    ///
    /// - Parameters:
    ///   - begin: Gets what there is, before the first document.
    ///   - each: Gets the documents, on the thread of a connection, which it may block.
    package func readAll(
        begin: @Sendable (CollectionExtent) throws -> Void,
        each: @Sendable (WholeDocument) throws -> Void
    ) async throws {
        try await pool.transaction(isolation: .repeatableRead, readOnly: true, attempts: 1) { connection in
            try await connection.execute(.liftingStatementTimeout)
            try begin(try await extent(on: connection))
            try await connection.stream("\(fragment: everything) ORDER BY d.id") { try each(Self.wholeDocument($0)) }
        }
    }

    /// The documents whose ids follow `id`, in the order of their ids; from the first one where that is nil.
    package func wholeDocuments(after id: Int32?, limit: Int32) async throws -> [WholeDocument] {
        try await pool.query(
            "\(fragment: everything) WHERE d.id > \(id.map(Int64.init) ?? .min) ORDER BY d.id LIMIT \(limit)"
        ).map(Self.wholeDocument)
    }

    private func extent(on connection: PostgresConnection) async throws -> CollectionExtent {
        let (documents, passages, model, other) = try await connection.query(
            """
            SELECT count(*), count(d.\(identifier: table.embedding)) + (SELECT count(*) FROM \(fragment: table.passageRows) AS p),
                min(\(fragment: table.model(of: "d"))), max(\(fragment: table.model(of: "d")))
            FROM \(identifier: table.name) AS d
            """
        )[0].decode((Int64, Int64, String?, String?).self)
        guard model == other else {
            throw RetrievalError(
                .table,
                "\(table.name) has vectors of two models, \(model ?? "") and \(other ?? ""), which nothing can compare. "
                    + "Start a server with EMBEDDING_MODEL set to one of them: its error says how to have all texts embedded again."
            )
        }
        return CollectionExtent(documents: documents, passages: passages, model: model, dimensions: texts.dimensions)
    }

    private var everything: SQL {
        let passages = table.passages
        return """
            SELECT d.id, \(fragment: table.key(of: "d")), d.title, d.content, d.metadata,
                \(fragment: .text(ofTimestamp: "d.created_at::pg_catalog.timestamptz")),
                \(fragment: .text(ofTimestamp: "d.updated_at::pg_catalog.timestamptz")),
                d.\(identifier: table.embedding), \(fragment: table.embeddedLength(of: "d")),
                p.starts, p.ends, p.vectors
            FROM \(identifier: table.name) AS d CROSS JOIN LATERAL (
                SELECT array_agg(\(identifier: passages.start) ORDER BY \(identifier: passages.ordinal)) AS starts,
                    array_agg(\(identifier: passages.end) ORDER BY \(identifier: passages.ordinal)) AS ends,
                    array_agg(\(identifier: passages.embedding) ORDER BY \(identifier: passages.ordinal)) AS vectors
                FROM \(fragment: table.passageRows) AS p WHERE p.\(identifier: passages.text) = d.id) AS p
            """
    }

    private static func wholeDocument(_ row: PostgresRow) throws -> WholeDocument {
        let (id, key, title, content, metadata, createdAt, updatedAt, first, length, starts, ends, vectors) =
            try row.decode(
                (
                    Int32, String?, String?, String?, JSONText?, String?, String?, Vector?, Int32?, [Int32]?, [Int32]?,
                    [Vector]?
                ).self
            )
        var passages: [EmbeddedPassage] = []
        if let first, let length, length > 0 {
            passages.append(EmbeddedPassage(start: 0, end: length, vector: first.elements))
            for (place, vector) in (vectors ?? []).enumerated() {
                guard let start = starts?[place], let end = ends?[place] else { continue }
                passages.append(EmbeddedPassage(start: start, end: end, vector: vector.elements))
            }
        }
        return WholeDocument(
            id: id,
            key: key,
            title: title,
            content: content,
            metadata: metadata,
            createdAt: createdAt,
            updatedAt: updatedAt,
            passages: passages
        )
    }
}
