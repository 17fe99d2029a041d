import Postgres

extension EmbeddedTableStore {
    /// The catalog as it was some seconds ago, or as it is now.
    func indexes(isRenewed: Bool = false) async throws -> IndexCatalog.Contents {
        if !isRenewed, let known = catalog.contents { return known }
        let results = try await pool.pipeline([
            """
            SELECT c.oid::pg_catalog.int8, \(fragment: Self.breadth(of: "pg_catalog.pg_table_size(c.oid)"))
            FROM pg_catalog.pg_class AS c
            WHERE c.oid IN (\(fragment: table.name.relation), \(fragment: table.passages.name.relation))
            """,
            // The methods over vectors are those of extensions, whose OIDs begin at 16,384.
            """
            SELECT i.oid::pg_catalog.int8, i.relname::pg_catalog.text, m.amname::pg_catalog.text, m.oid >= 16384,
                x.indrelid = \(fragment: table.name.relation), \(fragment: Self.option("lists")),
                \(fragment: precision), \(fragment: servesSearches), \(fragment: table.indexRemainder),
                \(fragment: Self.breadth(of: "pg_catalog.pg_relation_size(i.oid)")),
                greatest(0, i.reltuples)::pg_catalog.int8
            FROM \(fragment: indexesOfTable)
            """,
        ])
        var indexes: [Int64: IndexCatalog.Index] = [:]
        var lists = 0
        var hasHNSW = false
        var found: (rows: Set<VectorPrecision>, passages: Set<VectorPrecision>) = ([], [])
        var parts: [Int32: IndexCatalog.Part] = [:]
        for row in results[1] {
            let (oid, name, method, isOverVectors, isOfRows, itsLists, precision, serves, remainder, breadth, rows) =
                try row.decode(
                    (Int64, String, String, Bool, Bool, Int32?, VectorPrecision?, Bool, Int32?, Int32, Int64).self
                )
            let index = VectorIndex(name: name, method: method, precision: precision ?? .full)
            indexes[oid] = IndexCatalog.Index(
                overVectors: isOverVectors ? index : nil,
                isOfRows: isOfRows,
                serves: serves
            )
            guard let precision, serves else { continue }
            lists = max(lists, Int(itsLists ?? 0))
            hasHNSW = hasHNSW || method == "hnsw"
            if let remainder { parts[remainder] = IndexCatalog.Part(breadth: breadth, rows: rows) }
            if isOfRows { found.rows.insert(precision) } else { found.passages.insert(precision) }
        }
        func best(_ found: Set<VectorPrecision>) -> VectorPrecision {
            VectorPrecision.allCases.first(where: found.contains) ?? .full
        }
        let tables = try results[0].map { try $0.decode((Int64, Int32).self) }
        let contents = IndexCatalog.Contents(
            tables: tables.map(\.0),
            breadth: tables.map(\.1).max() ?? 0,
            parts: parts,
            indexes: indexes,
            precisions: (best(found.rows), best(found.passages)),
            // The root of the number of lists, as pgvector advises, or all of them where the planner should rather use
            // an HNSW index.
            probes: hasHNSW ? 32_768 : max(10, Int(Double(lists).squareRoot().rounded(.up)))
        )
        catalog.contents = contents
        return contents
    }

    /// How many candidates an HNSW index must look at to find 98 of 100 of the nearest rows: of 10,000 paragraphs of
    /// English, which take 20 MB, 70; of ten times as many 230.
    private static func breadth(of bytes: SQL) -> SQL {
        "(70 + 160 * pg_catalog.log(greatest(1, \(fragment: bytes))::float8 / 2e7))::pg_catalog.int4"
    }

    /// How often each index has been scanned so far, as this session knows: asked twice in one transaction, it tells which
    /// of them a statement between has used. Neither names nor catalogs could tell: the planner chooses.
    func indexScans(_ contents: IndexCatalog.Contents) -> SQL {
        // In the text, so that it is planned only once.
        let tables = contents.tables.map { "'\($0)'::pg_catalog.oid" }.joined(separator: ", ")
        return """
            SELECT indexrelid::pg_catalog.int8, CASE WHEN pg_catalog.current_setting('track_counts')::pg_catalog.bool
                THEN pg_catalog.pg_stat_get_xact_numscans(indexrelid) END
            FROM pg_catalog.pg_index WHERE indrelid IN (\(unsafe: tables)) AND indisvalid
            """
    }

    /// The indexes over vectors that a statement between two results of ``indexScans(_:)`` has used; where PostgreSQL does
    /// not count, all that it may have used. nil where one of them is not known, or one that served is gone.
    func usedIndexes(
        _ before: PostgresRows,
        _ after: PostgresRows,
        _ contents: IndexCatalog.Contents
    ) throws -> UsedIndexes? {
        var counts: [Int64: Int64?] = [:]
        for row in before {
            let (index, count) = try row.decode((Int64, Int64?).self)
            counts[index] = .some(count)
        }
        var used = UsedIndexes(rows: [], passages: [])
        var gone = Set(contents.indexes.lazy.filter(\.value.serves).map(\.key))
        for row in after {
            let (index, count) = try row.decode((Int64, Int64?).self)
            gone.remove(index)
            guard count == nil || count != (counts[index] ?? 0) else { continue }
            guard let known = contents.indexes[index] else { return nil }
            guard let overVectors = known.overVectors else { continue }
            if known.isOfRows { used.rows.append(overVectors) } else { used.passages.append(overVectors) }
        }
        guard gone.isEmpty else { return nil }
        return used
    }

    /// Makes the planner use an index over vectors where one serves.
    func indexSettings(breadth: Int32, _ contents: IndexCatalog.Contents) -> SQL {
        // The planner takes the rows of a scope to be few among those of its remainder, and would rather sort them.
        let sorting: SQL =
            contents.parts.isEmpty ? "" : ", pg_catalog.set_config('enable_sort', 'off', true)"
        let settings = indexSettings(
            efSearch: table.efSearch ?? automaticEfSearch(breadth: breadth, contents),
            probes: table.probes ?? Int32(contents.probes)
        )
        return "\(fragment: settings)\(fragment: sorting)"
    }

    /// How many candidates an HNSW index keeps for a search of some breadth.
    func automaticEfSearch(breadth: Int32, _ contents: IndexCatalog.Contents) -> Int32 {
        let (rows, passages) = contents.precisions
        // pgvector's own default is the minimum.
        return max(40, rows.depth(for: breadth), passages.depth(for: breadth))
    }

    /// The same, with these settings of the indexes.
    func indexSettings(efSearch: Int32, probes: Int32) -> SQL {
        let efSearch = String(min(1000, max(1, efSearch)))
        let iterative: SQL =
            pgvector.hasIterativeScan
            ? """
            , pg_catalog.set_config('hnsw.iterative_scan', 'strict_order', true),
            pg_catalog.set_config('ivfflat.iterative_scan', 'relaxed_order', true)
            """ : ""
        return """
            SELECT pg_catalog.set_config('hnsw.ef_search', \(efSearch), true),
                pg_catalog.set_config('ivfflat.probes', \(String(min(32_768, max(1, probes)))), true),
                pg_catalog.set_config('enable_seqscan', 'off', true),
                pg_catalog.set_config('enable_bitmapscan', 'off', true),
                pg_catalog.set_config('jit', 'off', true)\(fragment: iterative)
            """
    }
}

/// The indexes that a search has used, by the table they are on.
struct UsedIndexes {
    var rows: [VectorIndex]
    var passages: [VectorIndex]
}
