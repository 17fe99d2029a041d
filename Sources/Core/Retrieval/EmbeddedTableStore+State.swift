import Postgres

/// How an embedded table is: its size, its indexes, its models, and what waits.
package struct EmbeddedTableState: Sendable {
    /// Rows, and passages after the first of each.
    package let rows: Int64
    package let passages: Int64
    /// The sizes of the rows with their passages and of the keyword index, in bytes.
    package let bytes: (rows: Int64, keywords: Int64)
    /// The language of the keyword index.
    package let language: String?
    /// The indexes over vectors.
    package let indexes: [(index: VectorIndex, bytes: Int64, isValid: Bool)]
    /// Which models made the vectors, and of how many rows; nil for one that was not noted.
    package let models: [(model: String?, rows: Int64)]
    package let waiting: WaitingRows
}

extension EmbeddedTableStore {
    /// How the table is now. It counts all rows.
    package func state() async throws -> EmbeddedTableState {
        let keywords = table.presentKeywords
        let indexed: SQL = "(\(fragment: table.name.relation), \(fragment: table.passages.name.relation))"
        let results = try await pool.pipeline([
            .liftingStatementTimeout,
            """
            SELECT (SELECT count(*) FROM \(identifier: table.name)),
                (SELECT count(*) FROM \(fragment: table.passageRows) AS p),
                (SELECT sum(pg_catalog.pg_table_size(c.oid)) FROM pg_catalog.pg_class AS c
                    WHERE c.oid IN \(fragment: indexed))::int8,
                coalesce((SELECT sum(pg_catalog.pg_total_relation_size(t)) FROM pg_catalog.unnest(
                    \((keywords?.tables ?? []).map { "\(quoteIdentifier($0.schema)).\(quoteIdentifier($0.name))" })
                    ::pg_catalog.regclass[]) AS t), 0)::int8,
                \(fragment: keywords == nil ? "NULL" : "\(fragment: table.language)::pg_catalog.text")
            """,
            """
            SELECT i.relname::pg_catalog.text, m.amname::pg_catalog.text, pg_catalog.pg_relation_size(i.oid), x.indisvalid
            FROM pg_catalog.pg_index AS x
            JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid JOIN pg_catalog.pg_am AS m ON m.oid = i.relam
            WHERE x.indrelid IN \(fragment: indexed) AND m.amname IN ('hnsw', 'ivfflat') ORDER BY i.relname
            """,
            """
            SELECT \(fragment: table.model(of: "d")), count(*) FROM \(identifier: table.name) AS d
            WHERE d.\(identifier: table.embedding) IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1
            """,
        ])
        let (rows, passages, size, keywordSize, language) = try results[1][0].decode(
            (Int64, Int64, Int64, Int64, String?).self
        )
        return EmbeddedTableState(
            rows: rows,
            passages: passages,
            bytes: (size, keywordSize),
            language: language,
            indexes: try results[2].map { row in
                let (name, method, bytes, isValid) = try row.decode((String, String, Int64, Bool).self)
                return (VectorIndex(name: name, method: method), bytes, isValid)
            },
            models: try results[3].map { row in
                let (model, rows) = try row.decode((String?, Int64).self)
                return (model, rows)
            },
            waiting: try await waiting(besides: keywords)
        )
    }
}
