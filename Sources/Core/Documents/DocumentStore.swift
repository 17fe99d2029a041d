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

    /// The same where the database was migrated; where not, as it is by now.
    func renewed() async throws -> DocumentStore {
        texts.table.isWhole ? self : try await DocumentStore(pool: pool)
    }

    /// Stores a document and its vectors in one statement, all or nothing.
    /// - Parameter embedded: nil leaves the document to be embedded later.
    package func insert(
        title: String?,
        content: String,
        metadata: JSONText,
        embedded: EmbeddedContent?,
        on connection: PostgresConnection
    ) async throws -> Document {
        func insertion(skipsTaken: Bool) -> SQL {
            texts.insertion(
                into: ["title", "content", "metadata"],
                values: "\(title), \(content), \(metadata)",
                embedded: embedded,
                returning: ["id", "title", "content", "metadata", "created_at", "updated_at"],
                as: """
                    id, title, content IS NOT DISTINCT FROM \(content), coalesce(char_length(content), 0), metadata,
                    \(fragment: .text(ofTimestamp: "created_at")),
                    \(fragment: .text(ofTimestamp: "updated_at::pg_catalog.timestamptz"))
                    """,
                skipsTaken: skipsTaken
            )
        }
        var rows = try await connection.query(insertion(skipsTaken: true))
        if rows.isEmpty {
            // Somebody has stored rows with ids that the sequence had not come to.
            try await connection.execute("SELECT public.documents_skip_taken_ids()")
            rows = try await connection.query(insertion(skipsTaken: false))
        }
        guard let row = rows.first else { throw Self.keptOut("stored") }
        let (id, title, isAsGiven, length, metadata, createdAt, updatedAt) = try row.decode(
            (Int32, String?, Bool, Int32, JSONText?, String?, String?).self
        )
        let embedded = isAsGiven ? embedded : nil
        if !isAsGiven { _ = try await connection.pipeline(texts.forgetting(id: Int64(id))) }
        return Document(
            id: id,
            title: title,
            content: nil,
            contentLength: length,
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
            "SELECT \(fragment: columns(content: content)) FROM public.documents AS d WHERE id = \(id)"
        ).first.map(Self.document)
    }

    /// Whether there is a document with this id.
    package func contains(id: Int32) async throws -> Bool {
        try await !pool.query("SELECT FROM public.documents WHERE id = \(id)").isEmpty
    }

    /// Applies a change; nil where no document has this id. The connection is in a transaction.
    ///
    /// - Parameter embedded: The vectors of `change.content`; nil with new content leaves it to be embedded later.
    /// - Throws: ``DocumentVersionConflict`` when the document has another version than expected.
    package func update(
        id: Int32,
        _ change: DocumentChange,
        embedded: EmbeddedContent?,
        on connection: PostgresConnection
    ) async throws -> Document? {
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
            "SELECT \(fragment: columns(content: "NULL::text")) FROM public.documents AS d WHERE id = \(id)"
        )
        if let expected = change.expectedVersion {
            let isExpected = try await connection.query(
                """
                SELECT \(fragment: Self.version) IS NOT DISTINCT FROM \(expected)
                FROM public.documents WHERE id = \(id) FOR UPDATE
                """
            ).first?.decode(Bool.self)
            if isExpected == false { throw DocumentVersionConflict() }
        }
        let results = try await connection.pipeline(statements)
        guard let document = try results.last?.first.map(Self.document) else { return nil }
        guard let isAsGiven = try results[0].first?.decode(Bool.self) else { throw Self.keptOut("changed") }
        if isAsGiven { return document }
        _ = try await connection.pipeline(texts.forgetting(id: Int64(id)))
        return try await connection.query(statements[statements.count - 1]).first.map(Self.document)
    }

    /// The owner of an adopted table may keep triggers, and one of them can drop a row without a word.
    private static func keptOut(_ done: String) -> RetrievalError {
        RetrievalError(
            .table,
            "Nothing was done: the row was not \(done). A trigger of public.documents must keep it as it is; its owner can "
                + "tell why."
        )
    }

    /// The version of a document as text, which every change replaces.
    private static let version: SQL = .text(ofTimestamp: "updated_at::pg_catalog.timestamptz")

    /// Deletes a document and its passages; false where no document has this id.
    package func delete(id: Int32, on connection: PostgresConnection) async throws -> Bool {
        let isGone = try await connection.execute("DELETE FROM public.documents WHERE id = \(id)") > 0
        if !isGone, try await !connection.query("SELECT FROM public.documents WHERE id = \(id)").isEmpty {
            throw Self.keptOut("deleted")
        }
        return isGone
    }

    /// How many documents match a filter.
    package func count(_ filter: MetadataFilter, on connection: PostgresConnection) async throws -> Int64 {
        try await connection.query(
            "SELECT count(*) FROM public.documents AS d WHERE \(fragment: condition(filter))"
        )[0].decode(Int64.self)
    }

    /// The documents that match a filter, in the order of their ids, each with a hash of its version and of what it says:
    /// other programs may change it without a new version. They stay as they are until the end of the connection's
    /// transaction.
    package func locked(
        _ filter: MetadataFilter,
        on connection: PostgresConnection
    ) async throws -> [(id: Int32, hash: String)] {
        try await connection.query(
            """
            SELECT id, encode(sha256(convert_to(
                ROW(\(fragment: Self.version), title, content, metadata)::text, 'UTF8')), 'hex')
            FROM public.documents AS d
            WHERE \(fragment: condition(filter)) ORDER BY id FOR UPDATE
            """
        ).map { try $0.decode((Int32, String).self) }
    }

    private func condition(_ filter: MetadataFilter) -> SQL { filter.condition(on: "d", of: texts.table) ?? "true" }

    /// Deletes documents, which are locked, and their passages.
    package func delete(ids: [Int32], on connection: PostgresConnection) async throws {
        let deleted = try await connection.execute("DELETE FROM public.documents WHERE id = ANY(\(ids))")
        guard deleted == ids.count else { throw Self.keptOut("deleted") }
    }

    private func columns(content: SQL) -> SQL {
        """
        d.id, d.title, \(fragment: content), coalesce(char_length(d.content), 0), d.metadata,
        \(fragment: texts.table.model(of: "d")),
        CASE WHEN \(fragment: texts.table.embeddedLength(of: "d")) IS NULL THEN 0 ELSE 1 +
            (SELECT count(*) FROM \(fragment: texts.table.passageRows) AS p WHERE p.document_id = d.id) END::integer,
        \(fragment: .text(ofTimestamp: "d.created_at::pg_catalog.timestamptz")), \(fragment: .text(ofTimestamp: "d.updated_at::pg_catalog.timestamptz"))
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
