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
        try await check(language: new.language, on: connection)
        guard !new.isIndexed || new.dimensions <= 2_000 else {
            throw RetrievalError(
                .text,
                "index: hnsw over full vectors takes at most 2,000 dimensions, and the model has \(new.dimensions). "
                    + "Give \"index\":\"none\", and then have manage_index build one over half of their precision."
            )
        }
        try await reserve(new.name, on: connection)
        try await connection.execute(
            """
            CALL public.paddle_create_collection(\(new.name), \(new.dimensions),
                pg_catalog.format('%I', \(new.language))::pg_catalog.regconfig, \(new.isIndexed),
                \(new.distance.rawValue))
            """
        )
        try await configure(new, on: connection)
    }

    /// Makes a collection of a table that another program keeps, and leaves that table as it is; the connection is in a
    /// transaction.
    ///
    /// - Throws: ``RetrievalError`` where the table does not fit.
    package func register(
        _ foreign: ForeignTable,
        as new: NewCollection,
        on connection: PostgresConnection
    ) async throws {
        try await check(language: new.language, on: connection)
        try await check(foreign, on: connection)
        try await checkIDs(of: foreign, on: connection)
        try await reserve(new.name, on: connection)
        try await connection.execute(
            """
            CALL public.paddle_register_collection(\(new.name), \(fragment: foreign.name.relation),
                pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_object(\(ForeignTable.members), \(foreign.columns))),
                pg_catalog.format('%I', \(new.language))::pg_catalog.regconfig)
            """
        )
        try await configure(new, on: connection)
        let store = try await EmbeddedTableStore(foreign.table(prefix: "", model: nil), pool: pool)
        guard store.dimensions == Int(new.dimensions) else {
            throw RetrievalError(
                .text,
                "\(foreign.name).\(foreign.embedding) holds vectors of \(store.dimensions) dimensions, and \(new.model) makes "
                    + "vectors of \(new.dimensions). Set EMBEDDING_MODEL to the model that made them."
            )
        }
    }

    /// Drops what was made for a collection: its tables, or for a registered one the index of its words. The connection is
    /// in a transaction.
    package func delete(_ collection: Collection, on connection: PostgresConnection) async throws {
        try await connection.execute("CALL public.paddle_drop_collection(\(collection.name))")
    }

    /// Notes which model makes the vectors of a collection from now on, and where its passages are.
    func note(_ model: String, of collection: Collection, on connection: PostgresConnection) async throws {
        try await connection.execute(
            """
            UPDATE public.paddle_collections
            SET model = \(model), passages = \(fragment: collection.table.passages.name.relation) WHERE id = \(collection.id)
            """
        )
    }

    /// Sets how far searches look through the indexes of a collection; nil leaves that to each search. The connection is in
    /// a transaction.
    package func tune(
        _ collection: Collection,
        efSearch: Int32?,
        probes: Int32?,
        on connection: PostgresConnection
    ) async throws {
        try await connection.execute(
            """
            UPDATE public.paddle_collections SET settings = pg_catalog.jsonb_strip_nulls(
                settings || pg_catalog.jsonb_build_object('ef_search', \(efSearch), 'probes', \(probes)))
            WHERE id = \(collection.id)
            """
        )
    }

    /// Drops what is left of a collection whose table somebody has dropped; false where there is none such.
    package func forget(_ name: String, on connection: PostgresConnection) async throws -> Bool {
        let isGone = try await !connection.query(
            """
            SELECT FROM public.paddle_collections AS c WHERE c.name = \(name)
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = c.documents)
            """
        ).isEmpty
        if isGone { try await connection.execute("CALL public.paddle_drop_collection(\(name))") }
        return isGone
    }

    /// Two callers that make the same collection wait for each other.
    private func reserve(_ name: String, on connection: PostgresConnection) async throws {
        try await connection.execute("LOCK TABLE public.paddle_collections IN SHARE ROW EXCLUSIVE MODE")
        _ = try await forget(name, on: connection)
        let isTaken = try await !connection.query(
            """
            SELECT FROM public.paddle_collections WHERE name = \(name)
            UNION ALL SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relname = 'collection_' || \(name)
            """
        ).isEmpty
        guard !isTaken else {
            throw RetrievalError(.text, "There is a collection \"\(name)\" already; choose another name.")
        }
    }

    private func configure(_ new: NewCollection, on connection: PostgresConnection) async throws {
        try await connection.execute(
            """
            UPDATE public.paddle_collections SET model = \(new.model), hybrid_weight = \(new.hybridWeight)
            WHERE name = \(new.name)
            """
        )
    }

    private func check(language: String, on connection: PostgresConnection) async throws {
        let languages = try await connection.query(
            "SELECT cfgname::pg_catalog.text FROM pg_catalog.pg_ts_config ORDER BY cfgname"
        ).map { try $0.decode(String.self) }
        guard languages.contains(language) else {
            throw RetrievalError(
                .text,
                "language: the database knows no \"\(language)\"; it knows \(languages.joined(separator: ", "))."
            )
        }
    }

    private func check(_ foreign: ForeignTable, on connection: PostgresConnection) async throws {
        let types = try await connection.query(
            """
            SELECT a.attname::pg_catalog.text, pg_catalog.split_part(
                    CASE WHEN t.typname = 'vector' THEN 'vector' ELSE pg_catalog.format_type(a.atttypid, NULL) END, '(', 1),
                pg_catalog.has_table_privilege(a.attrelid, 'SELECT')
            FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
            WHERE a.attrelid = \(fragment: foreign.name.relation) AND a.attnum > 0 AND NOT a.attisdropped
            """
        ).map { try $0.decode((String, String, Bool).self) }
        guard let first = types.first else {
            throw RetrievalError(.missing, "There is no table \(foreign.name).")
        }
        guard first.2 else {
            throw RetrievalError(.text, "This server may not read \(foreign.name). Have its owner GRANT SELECT on it.")
        }
        guard !foreign.name.name.hasPrefix("collection_"), foreign.name != EmbeddedTable.documents.name else {
            throw RetrievalError(.text, "\(foreign.name) is a collection's own table; work on that collection.")
        }
        let byName = Dictionary(uniqueKeysWithValues: types.map { ($0.0, $0.1) })
        for (member, column) in zip(ForeignTable.members, foreign.columns) {
            guard let column else { continue }
            let expected = ForeignTable.types[member] ?? []
            guard let type = byName[column] else {
                throw RetrievalError(
                    .text,
                    "\(member): \(foreign.name) has no column \"\(column)\"; it has \(byName.keys.sorted().joined(separator: ", "))."
                )
            }
            guard expected.contains(type) else {
                throw RetrievalError(
                    .text,
                    "\(member): the column \(column) of \(foreign.name) is \(type); it must be \(expected.joined(separator: " or "))."
                )
            }
        }
    }

    /// The rows must be told apart by ids that an `integer` can hold.
    private func checkIDs(of foreign: ForeignTable, on connection: PostgresConnection) async throws {
        let id: SQL = "\(identifier: foreign.id)"
        let results = try await connection.pipeline([
            .liftingStatementTimeout,
            """
            SELECT \(fragment: id)::pg_catalog.text FROM \(identifier: foreign.name)
            WHERE \(fragment: id) IS NULL OR \(fragment: id) NOT BETWEEN -2147483648 AND 2147483647 LIMIT 1
            """,
            """
            SELECT \(fragment: id)::pg_catalog.text FROM \(identifier: foreign.name)
            GROUP BY \(fragment: id) HAVING pg_catalog.count(*) > 1 LIMIT 1
            """,
        ])
        if let unfit = try results[1].first?.decode(String?.self) {
            throw RetrievalError(.text, "id: the column \(foreign.id) holds \(unfit), which is no integer of 32 bits.")
        }
        guard results[1].isEmpty else { throw RetrievalError(.text, "id: the column \(foreign.id) holds NULL.") }
        if let twice = try results[2].first?.decode(String.self) {
            throw RetrievalError(
                .text,
                "id: several rows have \(twice) in the column \(foreign.id); it must tell rows apart."
            )
        }
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
            p.relname::pg_catalog.text, CASE WHEN c.columns IS NOT NULL THEN ARRAY(
                SELECT c.columns ->> member FROM pg_catalog.unnest(\(ForeignTable.members)) WITH ORDINALITY AS m (member, place)
                ORDER BY place) END,
            c.model, c.distance, c.hybrid_weight, (c.settings ->> 'ef_search')::pg_catalog.int4,
            (c.settings ->> 'probes')::pg_catalog.int4, \(fragment: .text(ofTimestamp: "c.created_at"))
        FROM public.paddle_collections AS c
        JOIN pg_catalog.pg_class AS t ON t.oid = c.documents JOIN pg_catalog.pg_namespace AS d ON d.oid = t.relnamespace
        LEFT JOIN (pg_catalog.pg_class AS p JOIN pg_catalog.pg_namespace AS e ON e.oid = p.relnamespace)
            ON p.oid = c.passages
        """

    private static func collection(_ row: PostgresRow) throws -> Collection {
        let (
            name, id, schema, table, passagesSchema, passages, columns, model, distance, hybridWeight, efSearch, probes,
            createdAt
        ) =
            try row.decode(
                (
                    String, Int64, String, String, String?, String?, [String?]?, String?, String, Double, Int32?,
                    Int32?,
                    String
                ).self
            )
        var documents = EmbeddedTable.documents
        if let columns {
            documents = ForeignTable(QualifiedName(schema: schema, table), columns: columns)
                .table(prefix: "collection_\(name)", model: model)
        } else if let passages, let passagesSchema, name != Collection.defaultName {
            documents = .documents(
                in: QualifiedName(schema: schema, table),
                passages: QualifiedName(schema: passagesSchema, passages),
                keywords: KeywordIndex(schema: schema, prefix: table)
            )
        }
        documents.hybridWeight = hybridWeight
        documents.distance = VectorDistance(rawValue: distance) ?? .cosine
        (documents.efSearch, documents.probes) = (efSearch, probes)
        return Collection(
            name: name,
            id: id,
            table: documents,
            model: model,
            createdAt: createdAt
        )
    }
}
