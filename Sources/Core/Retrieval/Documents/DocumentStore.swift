import Embedding
import FoundationEssentials
public import Postgres

/// The SQL of the collection `documents` and its passages.
public struct DocumentStore: Sendable {
    let pool: PostgresPool
    /// The dimensions of the column that holds the vectors.
    let dimensions: Int
    /// What an operator should know of the installed pgvector; nil where all is well.
    public let pgvectorAdvice: String?
    /// Whether an index scan goes on until enough rows pass a filter: since pgvector 0.8.
    let hasIterativeScan: Bool

    /// A store over a database that has the ``documentMigrations``.
    public init(pool: PostgresPool) async throws {
        let rows = try await pool.query(
            """
            SELECT (SELECT extversion FROM pg_extension WHERE extname = 'vector'),
                (SELECT atttypmod FROM pg_attribute
                    WHERE attrelid = 'public.documents'::regclass AND attname = 'embedding')
            """
        )
        let (version, dimensions) = try rows[0].decode((String, Int32).self)
        self.pool = pool
        self.dimensions = Int(dimensions)
        let pgvector = PgvectorVersion(version)
        self.hasIterativeScan = pgvector >= PgvectorVersion("0.8.0")
        self.pgvectorAdvice = PgvectorVersion.advice(version)
    }

    /// Stores a document and its vectors in one statement: all of it or nothing.
    /// - Parameter embedded: nil leaves the document to be embedded later.
    func insert(
        title: String?,
        content: String,
        metadata: JSONText,
        embedded: EmbeddedContent?
    ) async throws -> Document {
        let rows = try await pool.query(
            """
            WITH document AS (
                INSERT INTO public.documents
                    (title, content, metadata, embedding, embedding_model, embedded_length)
                VALUES (\(title), \(content), \(metadata),
                    \(embedded?.firstVector), \(embedded?.model), \(embedded?.firstLength))
                RETURNING id, created_at, updated_at
            ), passage AS (
                INSERT INTO public.document_passages (document_id, ordinal, char_start, char_end, embedding)
                SELECT document.id, part.* FROM document, unnest(
                    \(embedded?.ordinals ?? []), \(embedded?.starts ?? []),
                    \(embedded?.ends ?? []), \(embedded?.vectors ?? [])) AS part
            )
            SELECT id, created_at, updated_at FROM document
            """
        )
        let (id, createdAt, updatedAt) = try rows[0].decode((Int32, Date, Date).self)
        return Document(
            id: id,
            title: title,
            content: nil,
            contentLength: Int32(content.unicodeScalars.count),
            metadata: metadata,
            embeddingModel: embedded?.model,
            passages: embedded.map { Int32($0.ordinals.count + 1) } ?? 0,
            createdAt: createdAt,
            updatedAt: updatedAt
        )
    }

    /// The document with this id, or nil.
    /// - Parameters:
    ///   - offset: how many characters of its text to skip.
    ///   - length: how many characters of its text to answer, at most.
    public func document(id: Int32, from offset: Int32 = 0, length: Int32 = .max) async throws -> Document? {
        let content: SQL = "substr(d.content, \(Int64(offset) + 1)::integer, \(length))"
        return try await pool.query(
            "SELECT \(fragment: Self.columns(content: content)) FROM public.documents AS d WHERE id = \(id)"
        ).first.map(Self.document)
    }

    /// Whether there is a document with this id.
    func contains(id: Int32) async throws -> Bool {
        try await !pool.query("SELECT FROM public.documents WHERE id = \(id)").isEmpty
    }

    /// Applies a change in one transaction; nil where no document has this id.
    /// - Parameter embedded: the vectors of `change.content`; nil with new content leaves it to be embedded.
    func update(id: Int32, _ change: DocumentChange, embedded: EmbeddedContent?) async throws -> Document? {
        var assignments: SQL =
            """
            title = CASE WHEN \(change.title != nil) THEN nullif(\(change.title), '') ELSE title END,
            metadata = coalesce(\(change.metadata), metadata),
            updated_at = CURRENT_TIMESTAMP
            """
        if let content = change.content {
            assignments =
                """
                \(fragment: assignments), content = \(content), embedding = \(embedded?.firstVector),
                embedding_model = \(embedded?.model), embedded_length = \(embedded?.firstLength)
                """
        }
        var statements: [SQL] = ["UPDATE public.documents SET \(fragment: assignments) WHERE id = \(id)"]
        if change.content != nil {
            statements += Self.replacePassages(of: id, by: embedded)
        }
        statements.append(
            "SELECT \(fragment: Self.columns(content: "NULL::text")) FROM public.documents AS d WHERE id = \(id)"
        )
        return try await pool.pipeline(statements).last?.first.map(Self.document)
    }

    /// Deletes a document and its passages; false where no document has this id.
    public func delete(id: Int32) async throws -> Bool {
        try await pool.execute("DELETE FROM public.documents WHERE id = \(id)") > 0
    }

    /// How many documents a filter lets through.
    public func count(_ filter: MetadataFilter) async throws -> Int64 {
        try await pool.query(
            "SELECT count(*) FROM public.documents AS d WHERE \(fragment: filter.condition(on: "d"))"
        )[0].decode(Int64.self)
    }

    /// Deletes the documents that a filter lets through, and their passages, if they are exactly so many: all or none.
    /// - Returns: how many there are, deleted or not.
    public func delete(_ filter: MetadataFilter, ifCountIs expected: Int64) async throws -> Int64 {
        try await pool.transaction { connection in
            let ids = try await connection.query(
                """
                SELECT id FROM public.documents AS d WHERE \(fragment: filter.condition(on: "d"))
                ORDER BY id FOR UPDATE
                """
            ).map { try $0.decode(Int32.self) }
            guard Int64(ids.count) == expected else { return Int64(ids.count) }
            try await connection.execute("DELETE FROM public.documents WHERE id = ANY(\(ids))")
            return expected
        }
    }

    /// Changes what needs no vectors, nil meaning as it is; answers nil where no document has this id.
    public func update(id: Int32, title: String?, metadata: JSONText?) async throws -> Document? {
        try await update(id: id, DocumentChange(title: title, metadata: metadata), embedded: nil)
    }

    /// A model other than this one that made vectors here; nil where there is none.
    func otherModel(than model: String) async throws -> String? {
        // Two ranges instead of <>, so that the index answers.
        try await pool.query(
            """
            (SELECT embedding_model FROM public.documents WHERE embedding_model < \(model) LIMIT 1)
            UNION ALL
            (SELECT embedding_model FROM public.documents WHERE embedding_model > \(model) LIMIT 1)
            """
        ).first?.decode(String.self)
    }

    /// Whether a document waits for its vectors.
    public func hasDocumentsToEmbed() async throws -> Bool {
        try await !pool.query(
            "SELECT FROM public.documents WHERE embedded_length IS NULL AND content <> '' LIMIT 1"
        ).isEmpty
    }

    /// Takes documents that wait for their vectors, the oldest first, for as long as embedding them may take: one minute
    /// and a second for each 5,000 characters. A process that dies gives them back by time alone.
    func leaseDocumentsToEmbed(limit: Int32) async throws -> [(id: Int32, content: String)] {
        try await pool.query(
            """
            UPDATE public.documents
            SET embedding_lease = now() + make_interval(secs => 60 + length(content) / 5000)
            WHERE id IN (
                SELECT id FROM public.documents
                WHERE embedded_length IS NULL AND content <> ''
                    AND (embedding_lease IS NULL OR embedding_lease < now())
                ORDER BY id LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING id, content
            """
        ).map { row in
            let (id, content) = try row.decode((Int32, String).self)
            return (id, content)
        }
    }

    /// Gives a document its vectors, unless its content has changed meanwhile.
    /// - Parameter embedded: nil for content that holds nothing to embed: it does not wait for vectors any more.
    func setEmbedding(_ embedded: EmbeddedContent?, of id: Int32, content: String) async throws {
        _ = try await pool.pipeline(
            [
                """
                UPDATE public.documents SET embedding = \(embedded?.firstVector),
                    embedding_model = \(embedded?.model), embedded_length = \(embedded?.firstLength ?? 0)
                WHERE id = \(id) AND content = \(content)
                """
            ] + Self.replacePassages(of: id, by: embedded, ifContentIs: content)
        )
    }

    private static func replacePassages(
        of id: Int32,
        by embedded: EmbeddedContent?,
        ifContentIs content: String? = nil
    ) -> [SQL] {
        // The row is locked by the update before: what it holds now is what these passages belong to, or not.
        let unchanged: SQL =
            "EXISTS (SELECT FROM public.documents WHERE id = \(id) AND content = coalesce(\(content), content))"
        var statements: [SQL] = [
            "DELETE FROM public.document_passages WHERE document_id = \(id) AND \(fragment: unchanged)"
        ]
        if let embedded, !embedded.ordinals.isEmpty {
            statements.append(
                """
                INSERT INTO public.document_passages (document_id, ordinal, char_start, char_end, embedding)
                SELECT \(id), part.* FROM unnest(
                    \(embedded.ordinals), \(embedded.starts), \(embedded.ends), \(embedded.vectors)) AS part
                WHERE \(fragment: unchanged)
                """
            )
        }
        return statements
    }

    private static func columns(content: SQL) -> SQL {
        """
        d.id, d.title, \(fragment: content), coalesce(char_length(d.content), 0), d.metadata, d.embedding_model,
        CASE WHEN d.embedded_length IS NULL THEN 0 ELSE 1 +
            (SELECT count(*) FROM public.document_passages AS p WHERE p.document_id = d.id) END::integer,
        d.created_at, d.updated_at
        """
    }

    private static func document(_ row: PostgresRow) throws -> Document {
        let (id, title, content, length, metadata, model, passages, createdAt, updatedAt) = try row.decode(
            (Int32, String?, String?, Int32, JSONText?, String?, Int32, Date?, Date?).self
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
