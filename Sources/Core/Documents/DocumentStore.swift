import Embedding
package import Postgres
package import Retrieval

/// The SQL of the collection `documents`.
package struct DocumentStore: Sendable {
    /// Its vectors and passages, its backlog, and search.
    package let texts: EmbeddedTableStore
    let pool: PostgresPool

    /// A store over a database that has the ``documentMigrations``.
    package init(pool: PostgresPool) async throws {
        self.pool = pool
        self.texts = try await EmbeddedTableStore(.documents, pool: pool)
    }

    /// Stores a document and its vectors in one statement, all or nothing.
    /// - Parameter embedded: nil leaves the document to be embedded later.
    func insert(
        title: String?,
        content: String,
        metadata: JSONText,
        embedded: EmbeddedContent?
    ) async throws -> Document {
        let rows = try await pool.query(
            texts.insertion(
                into: ["title", "content", "metadata"],
                values: "\(title), \(content), \(metadata)",
                embedded: embedded,
                returning: ["id", "created_at", "updated_at"],
                as: "id, \(fragment: .text(ofTimestamp: "created_at")), \(fragment: .text(ofTimestamp: "updated_at"))"
            )
        )
        let (id, createdAt, updatedAt) = try rows[0].decode((Int32, String?, String?).self)
        return Document(
            id: id,
            title: title,
            content: nil,
            contentLength: Int32(content.unicodeScalars.count),
            metadata: metadata,
            embeddingModel: embedded?.model,
            passages: embedded.map(\.passages) ?? 0,
            createdAt: createdAt,
            updatedAt: updatedAt
        )
    }

    /// The document with this id, or nil.
    /// - Parameters:
    ///   - offset: How many characters of its text to skip.
    ///   - length: How many characters of its text to return, at most.
    package func document(id: Int32, from offset: Int32 = 0, length: Int32 = .max) async throws -> Document? {
        let content: SQL = "substr(d.content, \(Int32(clamping: Int64(offset) + 1)), \(length))"
        return try await pool.query(
            "SELECT \(fragment: Self.columns(content: content)) FROM public.documents AS d WHERE id = \(id)"
        ).first.map(Self.document)
    }

    /// Whether there is a document with this id.
    func contains(id: Int32) async throws -> Bool {
        try await !pool.query("SELECT FROM public.documents WHERE id = \(id)").isEmpty
    }

    /// Applies a change in one transaction; nil where no document has this id.
    ///
    /// - Parameter embedded: The vectors of `change.content`; nil with new content leaves it to be embedded later.
    /// - Throws: ``DocumentVersionConflict`` when the document has another version than expected.
    func update(id: Int32, _ change: DocumentChange, embedded: EmbeddedContent?) async throws -> Document? {
        var statements = texts.update(
            id: Int64(id),
            """
            title = CASE WHEN \(change.title != nil) THEN nullif(\(change.title), '') ELSE title END,
            metadata = coalesce(\(change.metadata), metadata),
            updated_at = CURRENT_TIMESTAMP
            """,
            content: change.content,
            embedded: embedded
        )
        statements.append(
            "SELECT \(fragment: Self.columns(content: "NULL::text")) FROM public.documents AS d WHERE id = \(id)"
        )
        guard let expected = change.expectedVersion else {
            return try await pool.pipeline(statements).last?.first.map(Self.document)
        }
        return try await pool.transaction { [statements] connection in
            let isExpected = try await connection.query(
                """
                SELECT \(fragment: .text(ofTimestamp: "updated_at")) IS NOT DISTINCT FROM \(expected)
                FROM public.documents WHERE id = \(id) FOR UPDATE
                """
            ).first?.decode(Bool.self)
            if isExpected == false { throw DocumentVersionConflict() }
            return try await connection.pipeline(statements).last?.first.map(Self.document)
        }
    }

    /// Deletes a document and its passages; false where no document has this id.
    package func delete(id: Int32) async throws -> Bool {
        try await pool.execute("DELETE FROM public.documents WHERE id = \(id)") > 0
    }

    /// How many documents match a filter.
    package func count(_ filter: MetadataFilter) async throws -> Int64 {
        try await pool.query(
            "SELECT count(*) FROM public.documents AS d WHERE \(fragment: Self.rows(fitting: filter))"
        )[0].decode(Int64.self)
    }

    /// Deletes the documents that match a filter, and their passages, if there are exactly as many as expected: all or
    /// none.
    /// - Returns: How many there are, deleted or not.
    package func delete(_ filter: MetadataFilter, ifCountIs expected: Int64) async throws -> Int64 {
        try await pool.transaction { connection in
            try await connection.execute(.liftingStatementTimeout)
            let ids = try await connection.query(
                """
                SELECT id FROM public.documents AS d WHERE \(fragment: Self.rows(fitting: filter))
                ORDER BY id FOR UPDATE
                """
            ).map { try $0.decode(Int32.self) }
            guard Int64(ids.count) == expected else { return Int64(ids.count) }
            try await connection.execute("DELETE FROM public.documents WHERE id = ANY(\(ids))")
            return expected
        }
    }

    /// Changes what needs no vectors; nil leaves a part unchanged. Returns nil where no document has this id.
    package func update(
        id: Int32,
        title: String?,
        metadata: JSONText?,
        expectedVersion: String? = nil
    ) async throws -> Document? {
        let change = DocumentChange(title: title, metadata: metadata, expectedVersion: expectedVersion)
        return try await update(id: id, change, embedded: nil)
    }

    /// The condition on the rows `d`.
    private static func rows(fitting filter: MetadataFilter) -> SQL { filter.condition(on: "d.metadata") ?? "true" }

    private static func columns(content: SQL) -> SQL {
        """
        d.id, d.title, \(fragment: content), coalesce(char_length(d.content), 0), d.metadata, d.embedding_model,
        CASE WHEN d.embedded_length IS NULL THEN 0 ELSE 1 +
            (SELECT count(*) FROM public.document_passages AS p WHERE p.document_id = d.id) END::integer,
        \(fragment: .text(ofTimestamp: "d.created_at")), \(fragment: .text(ofTimestamp: "d.updated_at"))
        """
    }

    private static func document(_ row: PostgresRow) throws -> Document {
        let (id, title, content, length, metadata, model, passages, createdAt, updatedAt) = try row.decode(
            (Int32, String?, String?, Int32, JSONText?, String?, Int32, String?, String?).self
        )
        return Document(
            id: id,
            title: title,
            content: content,
            contentLength: length,
            metadata: metadata,
            embeddingModel: model,
            passages: passages,
            createdAt: createdAt,
            updatedAt: updatedAt
        )
    }
}
