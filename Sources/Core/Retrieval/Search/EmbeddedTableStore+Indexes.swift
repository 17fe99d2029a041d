import Postgres

extension EmbeddedTableStore {
    /// How often each index over vectors has been scanned so far, as this session knows: asked twice in one transaction,
    /// it tells which of them a statement between has used. Neither names nor catalogs could tell: the planner chooses.
    ///
    /// The methods are those of extensions, whose OIDs begin at 16,384. PostgreSQL's own methods miss no row.
    var indexScans: SQL {
        """
        SELECT i.relname::pg_catalog.text, m.amname::pg_catalog.text, x.indrelid = \(fragment: relation(table.name)),
            CASE WHEN pg_catalog.current_setting('track_counts')::pg_catalog.bool
                THEN pg_catalog.pg_stat_get_xact_numscans(i.oid) END
        FROM \(fragment: vectorIndexes) WHERE x.indisvalid ORDER BY x.indrelid, i.relname
        """
    }

    /// The indexes that a statement between two results of ``indexScans`` has used; where PostgreSQL does not count, all
    /// that it may have used.
    func usedIndexes(_ before: PostgresRows, _ after: PostgresRows) throws -> UsedIndexes {
        func scans(_ rows: PostgresRows) throws -> [(index: VectorIndex, isOfRows: Bool, count: Int64?)] {
            try rows.map { row in
                let (name, method, isOfRows, count) = try row.decode((String, String, Bool, Int64?).self)
                return (VectorIndex(name: name, method: method), isOfRows, count)
            }
        }
        let counts = Dictionary(try scans(before).map { ($0.index, $0.count) }, uniquingKeysWith: { first, _ in first })
        let used = try scans(after).filter { $0.count == nil || $0.count != (counts[$0.index] ?? 0) }
        return UsedIndexes(
            rows: used.filter(\.isOfRows).map(\.index),
            passages: used.filter { !$0.isOfRows }.map(\.index)
        )
    }

    /// Makes the planner use an index over vectors where one serves.
    func indexSettings(breadth: Int32) -> SQL {
        // pgvector's own default is the minimum. For 10 rows this is 60, which finds 98 of 100 rows that exact search
        // finds among 10,000 paragraphs of English; 100 would find 99, and take half as long again.
        let efSearch = String(min(1000, max(40, breadth)))
        let iterative: SQL =
            pgvector.hasIterativeScan
            ? """
            , pg_catalog.set_config('hnsw.iterative_scan', 'strict_order', true),
            pg_catalog.set_config('ivfflat.iterative_scan', 'relaxed_order', true)
            """ : ""
        return """
            SELECT pg_catalog.set_config('hnsw.ef_search', \(efSearch), true),
                pg_catalog.set_config('ivfflat.probes', (\(fragment: probes))::pg_catalog.text, true),
                pg_catalog.set_config('enable_seqscan', 'off', true),
                pg_catalog.set_config('enable_bitmapscan', 'off', true),
                pg_catalog.set_config('jit', 'off', true)\(fragment: iterative)
            """
    }

    /// How many lists of an ivfflat index to look through: the root of their number, as pgvector advises, or all of them
    /// where the planner should rather use an HNSW index.
    private var probes: SQL {
        """
        SELECT CASE WHEN pg_catalog.bool_or(m.amname = 'hnsw') THEN 32768
            ELSE GREATEST(10, pg_catalog.ceil(pg_catalog.sqrt(pg_catalog.max(o.option_value::pg_catalog.int4))))::pg_catalog.int4 END
        FROM \(fragment: vectorIndexes)
        LEFT JOIN LATERAL pg_catalog.pg_options_to_table(i.reloptions) AS o ON o.option_name = 'lists'
        """
    }

    private var vectorIndexes: SQL {
        """
        pg_catalog.pg_index AS x
        JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
        JOIN pg_catalog.pg_am AS m ON m.oid = i.relam AND m.oid >= 16384
            AND x.indrelid IN (\(fragment: relation(table.name)), \(fragment: relation(table.passages.name)))
        """
    }

    func relation(_ name: QualifiedName) -> SQL {
        "pg_catalog.format('%I.%I', \(name.schema), \(name.name))::pg_catalog.regclass"
    }
}

/// The indexes that a search has used, by the table they are on.
struct UsedIndexes {
    var rows: [VectorIndex]
    var passages: [VectorIndex]
}
