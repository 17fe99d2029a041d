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
        let (done, total) = try await connection.query(
            """
            SELECT count(*) FILTER (WHERE \(identifier: table.next.embeddedLength) IS NOT NULL), count(*)
            FROM \(identifier: table.name) WHERE \(identifier: table.content) <> ''
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
            guard begun.model != model else { return }
            throw RetrievalError(
                .busy,
                "The texts of \(table.name) are being embedded by \(begun.model) already. Wait, or cancel that first."
            )
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

    /// Drops what was embedded again; false where nothing was. The connection is in a transaction.
    package func cancelReembedding(on connection: PostgresConnection) async throws -> Bool {
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
