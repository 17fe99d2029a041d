package import Postgres

/// How far the texts of a table are embedded again by another model.
package struct ReembeddingState: Sendable {
    /// The model, as it was asked for.
    package let model: String
    /// How many texts have their new vectors, and how many there are.
    package let done: Int64
    package let total: Int64
    /// Why it cannot go on; nil where it can.
    package let failure: String?
}

extension EmbeddedTableStore {
    /// How far its texts are embedded again; nil where they are not.
    package func reembedding() async throws -> ReembeddingState? {
        try await pool.withConnection { try await reembedding(on: $0) }
    }

    /// How far its texts are embedded again; nil where they are not.
    package func reembedding(on connection: PostgresConnection) async throws -> ReembeddingState? {
        let begun = try await connection.query(
            "SELECT model, failure FROM public.paddle_reembeddings WHERE documents = \(fragment: table.name.relation)"
        ).first?.decode((String, String?).self)
        guard let (model, failure) = begun else { return nil }
        let length: SQL = "\(identifier: table.next.embeddedLength)"
        let (done, total) = try await connection.query(
            """
            -- The column may be gone by now, and its name then means that of the other relation.
            SELECT count(embedded.length), count(*)
            FROM (SELECT NULL::pg_catalog.int4 AS \(fragment: length)) AS gone CROSS JOIN LATERAL (
                SELECT \(fragment: length) AS length FROM \(identifier: table.name)
                WHERE \(identifier: table.content) <> '') AS embedded
            """
        )[0].decode((Int64, Int64).self)
        return ReembeddingState(model: model, done: done, total: total, failure: failure)
    }

    /// Begins to have all texts embedded again; the connection is in a transaction.
    ///
    /// - Throws: ``RetrievalError`` where another model is at it, or the table is of another program.
    package func beginReembedding(by model: String, dimensions: Int, on connection: PostgresConnection) async throws {
        guard !table.isReadOnly else {
            throw RetrievalError(
                .readOnly,
                "The table \(table.name) belongs to another program, which makes its vectors."
            )
        }
        if let begun = try await reembedding(on: connection) {
            if begun.model == model {
                // Its end would wait for this transaction, and then ends all tasks that point to it.
                let begun = try await connection.query(
                    """
                    SELECT FROM public.paddle_reembeddings WHERE documents = \(fragment: table.name.relation) FOR KEY SHARE
                    """
                )
                if !begun.isEmpty { return }
            } else {
                throw RetrievalError(
                    .busy,
                    "The texts of \(table.name) are being embedded by \(begun.model) already. Wait, or cancel that first."
                )
            }
        }
        try await connection.execute(Self.notWaitingLong)
        let passages = table.passages
        try await connection.execute(
            """
            CALL public.paddle_begin_reembedding(\(fragment: table.name.relation), \(table.id), \(table.content),
                \([table.embedding, table.model, table.embeddedLength, table.lease, table.fence])::pg_catalog.name[],
                \(fragment: passages.name.relation), \(passages.text), \(passages.ordinal), \(passages.embedding), \(model),
                \(Int32(dimensions)))
            """
        )
    }

    /// The number of the row that holds the work, which is that of the table.
    package func reembeddingRow(on connection: PostgresConnection) async throws -> Int64 {
        try await connection.query("SELECT \(fragment: table.name.relation)::pg_catalog.oid::pg_catalog.int8")[0]
            .decode(Int64.self)
    }

    /// Drops what was embedded again; false where nothing was. The connection is in a transaction.
    package func cancelReembedding(on connection: PostgresConnection) async throws -> Bool {
        try await ReembeddingState.awaitReplacement(
            of: "documents = \(fragment: table.name.relation)",
            on: connection
        )
        try await connection.execute(Self.notWaitingLong)
        return try await connection.query(
            "SELECT public.paddle_cancel_reembedding(\(fragment: table.name.relation))"
        )[0].decode(Bool.self)
    }

    /// Notes why the work cannot go on; nil that it can.
    func noteReembedding(failure: String?) async throws {
        try await pool.execute(
            """
            UPDATE public.paddle_reembeddings SET failure = \(failure)
            WHERE documents = \(fragment: table.name.relation) AND failure IS DISTINCT FROM \(failure)
            """
        )
    }

    /// While a table is waited for, everybody else waits behind.
    static let notWaitingLong: SQL = "SELECT pg_catalog.set_config('lock_timeout', '5s', true)"
}

extension ReembeddingState {
    /// How the work stands whose row `task.ref` numbers, for callers who follow it. It ends together with its row.
    package static let followed: SQL = """
        SELECT CASE WHEN begun.documents IS NULL THEN 'cancelled' END AS outcome,
            coalesce('It cannot go on yet: ' || begun.failure, 'embedding all texts by ' || begun.model) AS message,
            NULL::pg_catalog.json AS result, NULL::pg_catalog.json AS error, NULL::pg_catalog.timestamptz AS updated_at
        FROM (SELECT) AS one
        LEFT JOIN public.paddle_reembeddings AS begun ON begun.documents = task.ref::pg_catalog.oid
        """

    /// Drops what was embedded again of a table, by the number of its row, and of those that were begun with it; the
    /// connection is in a transaction.
    package static func cancel(_ row: Int64, on connection: PostgresConnection) async throws {
        let together: SQL = """
            started_at = (SELECT started_at FROM public.paddle_reembeddings WHERE documents = \(row)::pg_catalog.oid)
            """
        try await awaitReplacement(of: together, on: connection)
        try await connection.execute(EmbeddedTableStore.notWaitingLong)
        try await connection.execute(
            """
            SELECT public.paddle_cancel_reembedding(documents) FROM public.paddle_reembeddings
            WHERE \(fragment: together)
            """
        )
    }

    /// Waits until nobody is replacing the vectors of these rows, who gives up a while after he has begun to wait for a table.
    /// Nobody waits behind this, as he would behind a table.
    fileprivate static func awaitReplacement(of rows: SQL, on connection: PostgresConnection) async throws {
        try await connection.execute(
            "SELECT FROM public.paddle_reembeddings WHERE \(fragment: rows) ORDER BY documents FOR UPDATE"
        )
    }
}
