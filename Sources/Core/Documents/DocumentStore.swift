import Embedding
package import Postgres
package import Retrieval

/// The SQL of a collection's documents.
package struct DocumentStore: Sendable {
    /// Its vectors and passages, its backlog, and search.
    package let texts: EmbeddedTableStore
    let pool: PostgresPool
    var table: EmbeddedTable { texts.table }

    /// A store over a table of documents in a database that has the ``documentMigrations``.
    package init(_ table: EmbeddedTable, pool: PostgresPool) async throws {
        self.pool = pool
        self.texts = try await EmbeddedTableStore(table, pool: pool)
    }

    /// The same where the database was migrated; where not, as it is by now.
    func renewed() async throws -> DocumentStore {
        texts.table.isWhole ? self : try await DocumentStore(texts.table, pool: pool)
    }

    /// The document, or nil where there is none.
    /// - Parameters:
    ///   - offset: How many characters of its text to skip.
    ///   - length: How many characters of its text to return, at most.
    package func document(
        _ reference: DocumentReference,
        from offset: Int32 = 0,
        length: Int32 = .max
    ) async throws -> Document? {
        let content: SQL = "substr(d.\(identifier: table.content), \(Int32(clamping: Int64(offset) + 1)), \(length))"
        return try await pool.query(
            """
            SELECT \(fragment: columns(content: content)) FROM \(identifier: table.name) AS d
            WHERE \(fragment: condition(reference))
            """
        ).first.map(Self.document)
    }

    /// The documents that there are of those, in no particular order.
    /// - Parameter length: How many characters of each text to return, at most.
    package func documents(_ references: [DocumentReference], length: Int32) async throws -> [Document] {
        try await pool.withConnection { try await documents(references, length: length, on: $0) }
    }

    func documents(
        _ references: [DocumentReference],
        length: Int32,
        on connection: PostgresConnection
    ) async throws -> [Document] {
        var (ids, keys): ([Int32], [String]) = ([], [])
        for reference in references {
            switch reference {
            case .id(let id): ids.append(id)
            case .key(let key): keys.append(key)
            }
        }
        return try await connection.query(
            """
            SELECT \(fragment: columns(content: "left(d.\(identifier: table.content), \(length))")) FROM \(identifier: table.name) AS d
            WHERE d.\(identifier: table.id) = ANY(\(ids)) OR \(fragment: texts.table.key(of: "d")) = ANY(\(keys))
            """
        ).map(Self.document)
    }

    /// The id of a document; nil where there is none.
    package func id(of reference: DocumentReference) async throws -> Int32? {
        try await pool.query(
            "SELECT d.\(identifier: table.id)::pg_catalog.int4 FROM \(identifier: table.name) AS d WHERE \(fragment: condition(reference))"
        )
        .first?.decode(Int32.self)
    }

    /// Applies a change; nil where there is no such document. The connection is in a transaction.
    ///
    /// - Parameter embedded: The vectors of `change.content`; nil with new content leaves it to be embedded later.
    /// - Throws: ``DocumentVersionConflict`` when the document has another version than expected.
    package func update(
        _ reference: DocumentReference,
        _ change: DocumentChange,
        embedded: EmbeddedContent?,
        on connection: PostgresConnection
    ) async throws -> Document? {
        try checkWritable()
        let found = try await connection.query(
            """
            SELECT d.id, \(fragment: Self.version) IS NOT DISTINCT FROM \(change.expectedVersion)
            FROM \(identifier: table.name) AS d WHERE \(fragment: condition(reference)) FOR UPDATE
            """
        ).first?.decode((Int32, Bool).self)
        guard let (id, isExpected) = found else { return nil }
        guard change.expectedVersion == nil || isExpected else { throw DocumentVersionConflict() }
        try await apply([(id, change, embedded)], on: connection)
        return try await documents([.id(id)], length: 0, on: connection).first
    }

    /// Changes documents that are locked. Triggers of the table's owner may change a text on its way, which is then
    /// embedded later.
    func apply(
        _ changes: [(id: Int32, change: DocumentChange, embedded: EmbeddedContent?)],
        on connection: PostgresConnection
    ) async throws {
        let updates = changes.map { updating($0.id, $0.change, embedded: $0.embedded) }
        let results = try await connection.pipeline(Array(updates.joined()))
        var place = 0
        var forgetting: [SQL] = []
        for (change, update) in zip(changes, updates) {
            guard let isAsGiven = try results[place].first?.decode(Bool.self) else { throw keptOut("changed") }
            if !isAsGiven { forgetting += texts.forgetting(id: Int64(change.id)) }
            place += update.count
        }
        _ = try await connection.pipeline(forgetting)
    }

    private func updating(_ id: Int32, _ change: DocumentChange, embedded: EmbeddedContent?) -> [SQL] {
        texts.update(
            id: Int64(id),
            """
            title = CASE WHEN \(change.title != nil) THEN nullif(\(change.title), '') ELSE title END,
            metadata = coalesce(\(change.metadata), metadata),
            updated_at = CURRENT_TIMESTAMP
            """,
            content: change.content,
            embedded: embedded
        )
    }

    /// The owner of an adopted table may keep triggers, and one of them can drop a row without a word.
    func keptOut(_ done: String) -> RetrievalError {
        RetrievalError(
            .table,
            "Nothing was done: the row was not \(done). A trigger of \(table.name) must keep it as it is; its owner can "
                + "tell why."
        )
    }

    /// - Throws: ``RetrievalError`` for a table of another program.
    func checkWritable() throws(RetrievalError) {
        guard table.isReadOnly else { return }
        throw RetrievalError(
            .readOnly,
            "Nothing was done: the table \(table.name) belongs to another program, and is registered to be searched only."
        )
    }

    /// The version of a document as text, which every change replaces.
    private static let version: SQL = .text(ofTimestamp: "updated_at::pg_catalog.timestamptz")

    /// Deletes a document and its passages, and returns its id; nil where there is none.
    package func delete(_ reference: DocumentReference, on connection: PostgresConnection) async throws -> Int32? {
        try checkWritable()
        let condition = condition(reference)
        let deleted = try await connection.query(
            "DELETE FROM \(identifier: table.name) AS d WHERE \(fragment: condition) RETURNING d.id"
        ).first?.decode(Int32.self)
        guard deleted == nil else { return deleted }
        guard
            try await connection.query("SELECT FROM \(identifier: table.name) AS d WHERE \(fragment: condition)")
                .isEmpty
        else {
            throw keptOut("deleted")
        }
        return nil
    }

    /// How many documents match a filter.
    package func count(_ filter: MetadataFilter) async throws -> Int64 {
        try await pool.withConnection { try await count(filter, on: $0) }
    }

    /// How many documents match a filter.
    package func count(_ filter: MetadataFilter, on connection: PostgresConnection) async throws -> Int64 {
        try await connection.query(
            "SELECT count(*) FROM \(identifier: table.name) AS d WHERE \(fragment: condition(filter))"
        )[0].decode(Int64.self)
    }

    /// How many documents there are; nobody adds or changes one until the end of the connection's transaction.
    package func lockedCount(on connection: PostgresConnection) async throws -> Int64 {
        try await connection.execute("LOCK TABLE \(identifier: table.name) IN SHARE ROW EXCLUSIVE MODE")
        return try await connection.query("SELECT count(*) FROM \(identifier: table.name)")[0].decode(Int64.self)
    }

    /// The documents that match a filter, in the order of their ids, each with a hash of its version and of what it says:
    /// other programs may change it without a new version. They stay as they are until the end of the connection's
    /// transaction.
    package func locked(
        _ filter: MetadataFilter,
        on connection: PostgresConnection
    ) async throws -> [(id: Int32, hash: String)] {
        try checkWritable()
        return try await connection.query(
            """
            SELECT id, encode(sha256(convert_to(
                ROW(\(fragment: Self.version), title, content, metadata)::text, 'UTF8')), 'hex')
            FROM \(identifier: table.name) AS d
            WHERE \(fragment: condition(filter)) ORDER BY id FOR UPDATE
            """
        ).map { try $0.decode((Int32, String).self) }
    }

    func condition(_ filter: MetadataFilter) -> SQL { filter.condition(on: "d", of: texts.table) ?? "true" }

    /// Deletes documents, which are locked, and their passages.
    package func delete(ids: [Int32], on connection: PostgresConnection) async throws {
        let deleted = try await connection.execute("DELETE FROM \(identifier: table.name) WHERE id = ANY(\(ids))")
        guard deleted == ids.count else { throw keptOut("deleted") }
    }

    func columns(content: SQL) -> SQL {
        """
        d.\(identifier: table.id)::pg_catalog.int4, \(fragment: table.key(of: "d")), \(fragment: table.title(of: "d")),
        \(fragment: content), coalesce(char_length(d.\(identifier: table.content)), 0), \(fragment: table.metadata(of: "d")),
        \(fragment: texts.table.model(of: "d")),
        CASE WHEN \(fragment: table.isEmbedded("d")) THEN 1 + (SELECT count(*) FROM \(fragment: table.passageRows) AS p
            WHERE p.\(identifier: table.passages.text) = d.\(identifier: table.id)) ELSE 0 END::integer,
        \(fragment: .text(ofTimestamp: table.value(of: "created_at", in: "d"))),
        \(fragment: .text(ofTimestamp: table.value(of: "updated_at", in: "d")))
        """
    }

    static func document(_ row: PostgresRow) throws -> Document {
        let (id, key, title, content, length, metadata, model, passages, createdAt, updatedAt) = try row.decode(
            (Int32, String?, String?, String?, Int32, JSONText?, String?, Int32, String?, String?).self
        )
        return Document(
            id: id,
            key: key,
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
