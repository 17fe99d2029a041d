package import Postgres

/// The SQL of an embedded table: its vectors and passages, its backlog, and its model.
///
/// The rows belong to an owner with columns of its own, which combines its statements with those made here.
package struct EmbeddedTableStore: Sendable {
    /// The table of the texts.
    package let table: EmbeddedTable
    /// The dimensions of the column that holds the vectors.
    package let dimensions: Int
    /// The pgvector of the database.
    package let pgvector: Pgvector
    package let pool: PostgresPool
    let catalog = IndexCatalog()

    /// A store over a database that has the table.
    package init(_ table: EmbeddedTable, pool: PostgresPool) async throws {
        let pgvector = try await Pgvector(of: pool)
        let table = try await table.found(in: pool)
        let rows = try await pool.query(
            """
            SELECT atttypmod FROM pg_attribute
            WHERE attrelid = format('%I.%I', \(table.name.schema), \(table.name.name))::regclass
                AND attname = \(table.embedding)
            """
        )
        guard let row = rows.first else {
            throw RetrievalError(
                .table,
                "The table \(table.name) has no column \(table.embedding): apply its migrations."
            )
        }
        self.table = table
        self.pool = pool
        self.pgvector = pgvector
        let stated = try row.decode(Int32.self)
        guard stated <= 0 else {
            dimensions = Int(stated)
            return
        }
        // A column without stated dimensions, as another program may have made, has those of its rows.
        dimensions =
            try await pool.query(
                """
                SELECT pg_catalog.array_length(\(identifier: table.embedding)::pg_catalog.float4[], 1)
                FROM \(identifier: table.name) WHERE \(identifier: table.embedding) IS NOT NULL LIMIT 1
                """
            ).first.map { Int(try $0.decode(Int32.self)) } ?? 0
    }

    /// Another model that has made vectors in this table; nil where there is none.
    package func otherModel(than model: String) async throws -> String? {
        // Two ranges instead of <>, so that the index answers.
        let (rows, column): (SQL, SQL) = ("\(identifier: table.name) AS d", table.model(of: "d"))
        return try await pool.query(
            """
            (SELECT \(fragment: column) FROM \(fragment: rows) WHERE \(fragment: column) < \(model) LIMIT 1)
            UNION ALL
            (SELECT \(fragment: column) FROM \(fragment: rows) WHERE \(fragment: column) > \(model) LIMIT 1)
            """
        ).first?.decode(String.self)
    }
}
