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
            try await connection.stream("\(fragment: everything) ORDER BY \(fragment: id)") {
                try each(Self.wholeDocument($0))
            }
        }
    }

    /// The documents whose ids follow `last`, in the order of their ids; from the first one where that is nil.
    package func wholeDocuments(after last: Int32?, limit: Int32) async throws -> [WholeDocument] {
        try await pool.query(
            "\(fragment: everything) WHERE \(fragment: id) > \(last.map(Int64.init) ?? .min) ORDER BY \(fragment: id) LIMIT \(limit)"
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

    private var id: SQL { "d.\(identifier: table.id)" }

    private var everything: SQL {
        let passages = table.passages
        let content: SQL = "d.\(identifier: table.content)"
        // Of another program's table it is taken that a vector is of the whole text.
        let length = table.isReadOnly ? "char_length(\(fragment: content))" : table.embeddedLength(of: "d")
        return """
            SELECT \(fragment: id)::pg_catalog.int4, \(fragment: table.key(of: "d")), \(fragment: table.title(of: "d")),
                \(fragment: content), \(fragment: table.metadata(of: "d")),
                \(fragment: .text(ofTimestamp: table.value(of: "created_at", in: "d"))),
                \(fragment: .text(ofTimestamp: table.value(of: "updated_at", in: "d"))),
                d.\(identifier: table.embedding), \(fragment: length),
                p.starts, p.ends, p.vectors
            FROM \(identifier: table.name) AS d CROSS JOIN LATERAL (
                SELECT array_agg(\(identifier: passages.start) ORDER BY \(identifier: passages.ordinal)) AS starts,
                    array_agg(\(identifier: passages.end) ORDER BY \(identifier: passages.ordinal)) AS ends,
                    array_agg(\(identifier: passages.embedding) ORDER BY \(identifier: passages.ordinal)) AS vectors
                FROM \(fragment: table.passageRows) AS p WHERE p.\(identifier: passages.text) = \(fragment: id)) AS p
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
