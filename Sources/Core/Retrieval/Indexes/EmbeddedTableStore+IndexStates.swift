package import Postgres

extension EmbeddedTableStore {
    /// All indexes over the table's vectors for its distance, whoever has made them.
    package func vectorIndexes() async throws -> [VectorIndexState] {
        try await pool.withConnection { try await vectorIndexes(on: $0) }
    }

    /// All indexes over the table's vectors for its distance, whoever has made them.
    package func vectorIndexes(on connection: PostgresConnection) async throws -> [VectorIndexState] {
        try await connection.query(
            """
            SELECT i.relname::pg_catalog.text, m.amname::pg_catalog.text, \(fragment: precision),
                x.indrelid = \(fragment: table.name.relation), \(fragment: Self.option("m")),
                \(fragment: Self.option("ef_construction")), \(fragment: Self.option("lists")),
                pg_catalog.pg_relation_size(i.oid), x.indisvalid, \(fragment: servesSearches),
                \(fragment: table.indexRemainder)
            FROM \(fragment: indexesOfTable)
            WHERE \(fragment: precision) IS NOT NULL AND \(fragment: isOverVectors) AND \(fragment: isOfKnownRows)
            ORDER BY i.relname
            """
        ).map { row in
            let (name, method, precision, isOfRows, m, efConstruction, lists, bytes, isValid, serves, remainder) =
                try row.decode(
                    (String, String, VectorPrecision, Bool, Int32?, Int32?, Int32?, Int64, Bool, Bool, Int32?).self
                )
            return VectorIndexState(
                index: VectorIndex(name: name, method: method, precision: precision),
                table: isOfRows ? table.name : table.passages.name,
                remainder: remainder,
                parameters: VectorIndexParameters(m: m, efConstruction: efConstruction, lists: lists),
                bytes: bytes,
                isValid: isValid,
                serves: serves
            )
        }
    }

    // What the catalog says of indexes: `x` of pg_index, `i` of pg_class, `m` of pg_am, `o` of pg_opclass.

    /// The indexes on the table and on that of its passages.
    var indexesOfTable: SQL {
        """
        pg_catalog.pg_index AS x
        JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
        JOIN pg_catalog.pg_am AS m ON m.oid = i.relam
        JOIN pg_catalog.pg_opclass AS o ON o.oid = x.indclass[0] AND x.indrelid IN
            (\(fragment: table.name.relation), \(fragment: table.passages.name.relation))
        """
    }

    /// A ``VectorPrecision``; NULL for an index that is not over vectors, or for another distance.
    var precision: SQL {
        let cases = VectorPrecision.allCases
            .map { "WHEN '\($0.operatorClass(table.distance))' THEN '\($0.rawValue)'" }.joined(separator: " ")
        return "CASE WHEN m.oid >= 16384 THEN CASE o.opcname \(unsafe: cases) END END"
    }

    /// Whether it is over the column of vectors, or over an expression of it.
    private var isOverVectors: SQL {
        """
        EXISTS (SELECT FROM pg_catalog.pg_depend AS u
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = u.refobjid AND a.attnum = u.refobjsubid
            WHERE u.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND u.objid = i.oid AND u.refobjid = x.indrelid
                AND a.attname = CASE WHEN x.indrelid = \(fragment: table.name.relation) THEN \(table.embedding)
                    ELSE \(table.passages.embedding) END)
        """
    }

    /// Whether searches can use it.
    var servesSearches: SQL { "x.indisvalid AND \(fragment: isOfKnownRows) AND \(fragment: isOverVectors)" }

    /// Whether it is over all rows, or over those of one remainder.
    private var isOfKnownRows: SQL { "(x.indpred IS NULL OR \(fragment: table.indexRemainder) IS NOT NULL)" }

    /// A parameter of an index.
    static func option(_ name: String) -> SQL {
        """
        (SELECT option_value::pg_catalog.int4 FROM pg_catalog.pg_options_to_table(i.reloptions)
            WHERE option_name = \(name))
        """
    }
}
