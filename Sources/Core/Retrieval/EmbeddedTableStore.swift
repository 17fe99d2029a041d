package import Postgres

/// The SQL of an embedded table: its vectors and passages, its backlog, and its model.
///
/// The rows belong to an owner with columns of its own, which combines its statements with those made here.
package struct EmbeddedTableStore: Sendable {
    /// The table of the texts.
    package let table: EmbeddedTable
    /// The dimensions of the column that holds the vectors.
    package let dimensions: Int
    /// A warning for operators about the installed pgvector; nil where all is well.
    package let pgvectorAdvice: String?
    let pool: PostgresPool
    /// Whether an index scan goes on until enough rows pass a filter: since pgvector 0.8.
    let hasIterativeScan: Bool

    /// A store over a database that has the table.
    package init(_ table: EmbeddedTable, pool: PostgresPool) async throws {
        let table = try await table.found(in: pool)
        let rows = try await pool.query(
            """
            SELECT (SELECT extversion FROM pg_extension WHERE extname = 'vector'), atttypmod FROM pg_attribute
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
        let (version, dimensions) = try row.decode((String, Int32).self)
        let pgvector = PgvectorVersion(version)
        self.table = table
        self.pool = pool
        self.dimensions = Int(dimensions)
        self.hasIterativeScan = pgvector >= PgvectorVersion("0.8.0")
        self.pgvectorAdvice = PgvectorVersion.advice(version)
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
