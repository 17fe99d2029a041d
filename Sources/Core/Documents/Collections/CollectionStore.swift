package import Postgres
import Retrieval

/// The SQL of the registry of collections.
package struct CollectionStore: Sendable {
    let pool: PostgresPool

    /// A store over a database, whether or not it has the ``documentMigrations``.
    package init(pool: PostgresPool) { self.pool = pool }

    /// The collection of this name; nil where there is none.
    package func collection(_ name: String) async throws -> Collection? {
        try await registered("c.name = \(name)", limit: 1)?.first
            ?? (name == Collection.defaultName ? .unregistered : nil)
    }

    /// The collections, in the order of their names.
    /// - Parameter name: The name after which to begin; nil for the first.
    package func collections(after name: String? = nil, limit: Int32 = .max) async throws -> [Collection] {
        try await registered("c.name > \(name ?? "")", limit: limit) ?? (name == nil ? [.unregistered] : [])
    }

    /// Makes a collection; the connection is in a transaction.
    ///
    /// - Throws: ``RetrievalError`` where there is one of that name, and for what the database does not know.
    package func create(_ new: NewCollection, on connection: PostgresConnection) async throws {
        let languages = try await connection.query(
            "SELECT cfgname::pg_catalog.text FROM pg_catalog.pg_ts_config ORDER BY cfgname"
        ).map { try $0.decode(String.self) }
        guard languages.contains(new.language) else {
            throw RetrievalError(
                .text,
                "language: the database knows no \"\(new.language)\"; it knows \(languages.joined(separator: ", "))."
            )
        }
        guard !new.isIndexed || new.dimensions <= 2_000 else {
            throw RetrievalError(
                .text,
                "index: hnsw over full vectors takes at most 2,000 dimensions, and the model has \(new.dimensions). "
                    + "Give \"index\":\"none\", and then have manage_index build one over half of their precision."
            )
        }
        // Two callers that make the same collection wait for each other.
        try await connection.execute("LOCK TABLE public.paddle_collections IN SHARE ROW EXCLUSIVE MODE")
        let isTaken = try await !connection.query(
            """
            SELECT FROM public.paddle_collections WHERE name = \(new.name)
            UNION ALL SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relname = 'collection_' || \(new.name)
            """
        ).isEmpty
        guard !isTaken else {
            throw RetrievalError(.text, "There is a collection \"\(new.name)\" already; choose another name.")
        }
        try await connection.execute(
            """
            CALL public.paddle_create_collection(\(new.name), \(new.dimensions),
                pg_catalog.format('%I', \(new.language))::pg_catalog.regconfig, \(new.isIndexed))
            """
        )
        try await connection.execute(
            """
            UPDATE public.paddle_collections SET model = \(new.model), hybrid_weight = \(new.hybridWeight)
            WHERE name = \(new.name)
            """
        )
    }

    /// Drops the tables of a collection, which was made by ``create(_:on:)``; the connection is in a transaction.
    package func delete(_ collection: Collection, on connection: PostgresConnection) async throws {
        try await connection.execute("CALL public.paddle_drop_collection(\(collection.name))")
    }

    /// nil for a database that nobody has migrated yet, or whose registry this role may not read.
    private func registered(_ condition: SQL, limit: Int32) async throws -> [Collection]? {
        do {
            return try await pool.query(
                "\(fragment: Self.selection) WHERE \(fragment: condition) ORDER BY c.name LIMIT \(limit)"
            ).map(Self.collection)
        } catch let error as PostgresError where [.undefinedTable, .insufficientPrivilege].contains(error.sqlState) {
            return nil
        }
    }

    private static let selection: SQL = """
        SELECT c.name, c.id, d.nspname::pg_catalog.text, t.relname::pg_catalog.text, e.nspname::pg_catalog.text,
            p.relname::pg_catalog.text, c.model, c.hybrid_weight, \(fragment: .text(ofTimestamp: "c.created_at"))
        FROM public.paddle_collections AS c
        JOIN pg_catalog.pg_class AS t ON t.oid = c.documents JOIN pg_catalog.pg_namespace AS d ON d.oid = t.relnamespace
        JOIN pg_catalog.pg_class AS p ON p.oid = c.passages JOIN pg_catalog.pg_namespace AS e ON e.oid = p.relnamespace
        """

    private static func collection(_ row: PostgresRow) throws -> Collection {
        let (name, id, schema, table, passagesSchema, passages, model, hybridWeight, createdAt) = try row.decode(
            (String, Int64, String, String, String, String, String?, Double, String).self
        )
        var documents =
            name == Collection.defaultName
            ? .documents
            : EmbeddedTable.documents(
                in: QualifiedName(schema: schema, table),
                passages: QualifiedName(schema: passagesSchema, passages),
                keywords: KeywordIndex(schema: schema, prefix: table)
            )
        documents.hybridWeight = hybridWeight
        return Collection(
            name: name,
            id: id,
            table: documents,
            model: model,
            hybridWeight: hybridWeight,
            createdAt: createdAt
        )
    }
}
