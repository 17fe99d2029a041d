import Glibc
import Postgres

extension EmbeddedTableStore {
    /// Scopes and filters that leave at most this many rows are searched by exact distances, which is fast enough and
    /// misses nothing.
    static let exactRows: Int32 = 5_000

    /// Scopes of at most so many rows are listed where each of some thousand rows would be looked up otherwise.
    static let listedRows: Int32 = 60_000

    /// Tables that are smaller together are searched like that as a whole: 4 MiB are some 2,500 vectors.
    static let exactBytes: Int64 = 4 << 20

    /// The rows nearest to a vector, by cosine similarity of their best passage.
    func searchByVector(_ query: SearchQuery, where condition: SQL?) async throws -> Found {
        if try await isQuicklyCompared(query, condition) {
            return try await search(query, where: condition, isExact: true).result
        }
        let (result, isComplete) = try await search(query, where: condition, isExact: false)
        // A scan of HNSW gives up after too many rows that fail the filter, and one of ivfflat looks only through some
        // of its lists, of which most are empty where the table was. Then only the distances to all rows help.
        return isComplete ? result : try await search(query, where: condition, isExact: true).result
    }

    /// Whether rows that pass the condition wait for their vectors.
    func isWaited(for condition: SQL?) async throws -> Bool {
        try await !pool.query(
            """
            SELECT FROM \(identifier: table.name) AS d
            WHERE \(fragment: table.isWaiting("d")) AND \(fragment: condition ?? "true") LIMIT 1
            """
        ).isEmpty
    }

    /// The condition of scope and filter on the rows `d`; nil for all rows.
    func condition(of query: SearchQuery) -> SQL? {
        var conditions: [SQL] = []
        if let scope = query.scope {
            guard let column = table.scope else { preconditionFailure("\(table.name) has no scopes") }
            conditions.append(scope.condition(on: "d", column: column))
        }
        if let condition = query.filter?.condition(on: "d", of: table) {
            conditions.append(condition)
        }
        return conditions.isEmpty ? nil : conditions.joined(separator: " AND ")
    }

    /// - Returns: Also whether as many rows and passages were examined as were asked for, or all.
    private func search(
        _ query: SearchQuery,
        where condition: SQL?,
        isExact: Bool
    ) async throws -> (result: Found, isComplete: Bool) {
        // Many near passages may belong to one row, so the number of passages to examine grows until it suffices.
        var passageLimit = query.limit * 4 + 20
        while true {
            let found = try await nearest(to: query, where: condition, isExact: isExact, passageLimit: passageLimit)
            let isFull = found.hits.count >= Int(query.limit)
            let worst = isFull ? found.hits.last?.score ?? -1 : query.minScore ?? -1
            let sawEnough = found.passages < passageLimit || (found.lastPassageScore ?? -1) <= worst
            if sawEnough || passageLimit > 20_000 {
                let wasExact = found.path == .exact
                let result = Found(
                    hits: found.hits,
                    path: found.path,
                    exhausted: wasExact && sawEnough && !isFull
                )
                let isShort = found.rows < query.limit || found.passages < min(found.passagesThere, passageLimit)
                return (result, wasExact || !isShort)
            }
            passageLimit *= 4
        }
    }

    /// Whether there are so few rows that computing the distance to each is fast enough.
    private func isQuicklyCompared(_ query: SearchQuery, _ condition: SQL?) async throws -> Bool {
        guard let condition else {
            if catalog.isLarge { return false }
            let rows = try await pool.query(
                """
                SELECT pg_catalog.pg_table_size(\(fragment: table.name.relation))
                    + coalesce(pg_catalog.pg_table_size(\(fragment: table.passages.name.relation)), 0)
                """
            )
            catalog.isLarge = try rows[0].decode(Int64.self) > Self.exactBytes
            return !catalog.isLarge
        }
        let remainders = table.remainders(of: query.scope)
        guard !remainders.isEmpty, let scope = query.scope else { return try await hasFew(condition, Self.exactRows) }
        let few = try await exactRows(among: remainders)
        if try await rows(in: scope) <= few { return true }
        guard scope.isSelective || query.filter != nil else { return false }
        return try await hasFew(condition, few)
    }

    /// How many rows a scope has, if no more than ``listedRows``; else one more than these. It may be some seconds old.
    func rows(in scope: SearchScope) async throws -> Int32 {
        guard let column = table.scope else { preconditionFailure("\(table.name) has no scopes") }
        if let numbers = scope.numbers, let known = catalog.rows(in: numbers) { return known }
        // An index answers that alone.
        let count = try await count(scope.isWithin("d", column: column), upTo: Self.listedRows + 1)
        if let numbers = scope.numbers { catalog.keep(count, of: numbers) }
        return count
    }

    /// How many rows of a scope are as quickly compared as they are found through the index of their remainder, where each of
    /// 50 that are wanted takes the longer, the rarer they are there.
    private func exactRows(among remainders: [ScopeRemainder]) async throws -> Int32 {
        let parts = try await indexes().parts
        let rows = remainders.reduce(0) { $0 + (parts[$1.remainder]?.rows ?? 0) }
        return Int32(min(10_000, max(1_000, (600 * Double(rows)).squareRoot())))
    }

    /// Whether at most so many rows pass a condition.
    private func hasFew(_ condition: SQL, _ few: Int32) async throws -> Bool {
        try await count(condition, upTo: few + 1) <= few
    }

    /// How many rows pass a condition, counted up to a bound.
    private func count(_ condition: SQL, upTo most: Int32) async throws -> Int32 {
        let rows = try await pool.query(
            """
            SELECT count(*)::int4 FROM (
                SELECT FROM \(identifier: table.name) AS d WHERE \(fragment: condition)
                LIMIT \(unsafe: String(most))
            ) AS matching
            """
        )
        return try rows[0].decode(Int32.self)
    }

    /// What a search by vector has found.
    struct Found {
        let hits: [SearchHit]
        let path: SearchPath
        let exhausted: Bool
    }

    private struct Nearest {
        let passageLimit: Int32
        var hits: [SearchHit]
        /// How many rows, and how many passages after the first, were examined.
        var rows: Int32
        var passages: Int32
        /// The score of the last of those passages.
        var lastPassageScore: Double?
        /// How many passages an exact search would have examined, or more.
        var passagesThere: Int32
        var used: UsedIndexes
        /// An index leaves nothing out where it has given all that there is.
        var path: SearchPath {
            let indexes = used.rows + (passages < passagesThere || passages == passageLimit ? used.passages : [])
            return indexes.isEmpty ? .exact : .indexes(indexes)
        }
    }

    /// The rows of a search by an index, which indexes it used, and how many passages it had to choose from.
    private func byIndex(
        _ statement: (SearchMethod) -> SQL,
        for query: SearchQuery,
        where condition: SQL?,
        passageLimit: Int32
    ) async throws -> (rows: PostgresRows, used: UsedIndexes, passagesThere: Int32) {
        let counting = table.countingPassages(where: condition, limit: passageLimit)
        var indexes = try await indexes()
        while true {
            // The settings last as long as the batch, which is one transaction.
            let settings = try await indexSettings(breadth: breadth(of: query, passageLimit, indexes), indexes)
            let scans = indexScans(indexes)
            let (rows, passages) = indexes.precisions
            let statement = statement(.index(rows: rows, passages: passages))
            let results = try await pool.pipeline([scans, settings, statement, scans, counting])
            if let used = try usedIndexes(results[0], results[3], indexes) {
                return (results[2], used, Int32(clamping: try results[4][0].decode(Int64.self)))
            }
            // One was made or dropped meanwhile.
            indexes = try await self.indexes(isRenewed: true)
        }
    }

    /// How many candidates an HNSW index looks at.
    private func breadth(
        of query: SearchQuery,
        _ passageLimit: Int32,
        _ indexes: IndexCatalog.Contents
    ) async throws -> Int32 {
        // A scan that goes on by itself finds as many passages as are asked for.
        let fewest = pgvector.hasIterativeScan ? 2 * query.limit : passageLimit
        if let breadth = query.breadth { return max(fewest, breadth) }
        let parts = table.remainders(of: query.scope).compactMap { indexes.parts[$0.remainder] }
        guard let scope = query.scope, let largest = parts.max(by: { $0.breadth < $1.breadth }) else {
            return max(fewest, query.isForCandidates ? indexes.breadth / 2 : indexes.breadth)
        }
        // Of what a scan finds in a part, other scopes' rows are left out: the rarer its own are, the more it must see.
        let rows = try await rows(in: scope)
        let rarity = rows > Self.listedRows ? 1 : Double(largest.rows) / Double(max(1, rows))
        // A part that is larger than those that the breadth was measured with needs more: of half a million 600, not 350.
        let size = Double(largest.rows) / 100_000
        return max(fewest, Int32(Double(largest.breadth) * min(3, max(1, rarity)) * max(1, 1 + log10(size))))
    }

    /// The vectors nearest to one, through an index of some precision; nil computes all distances.
    func nearest(to vector: SQL, by precision: VectorPrecision?) -> NearestVectors {
        NearestVectors(
            pgvector: pgvector,
            dimensions: dimensions,
            order: table.distance,
            vector: vector,
            precision: precision
        )
    }

    private func nearest(
        to query: SearchQuery,
        where condition: SQL?,
        isExact: Bool,
        passageLimit: Int32
    ) async throws -> Nearest {
        let vector = Vector(query.vector)
        func statement(_ method: SearchMethod) -> SQL {
            table.searching(
                query,
                by: method,
                { nearest(to: "\(vector)", by: $0) },
                where: condition,
                passageLimit: passageLimit
            )
        }
        let rows: PostgresRows
        var used = UsedIndexes(rows: [], passages: [])
        var passagesThere: Int32 = 0
        if isExact {
            rows = try await pool.query(statement(.exact))
        } else {
            (rows, used, passagesThere) = try await byIndex(
                statement,
                for: query,
                where: condition,
                passageLimit: passageLimit
            )
        }

        var result = Nearest(
            passageLimit: passageLimit,
            hits: [],
            rows: 0,
            passages: 0,
            lastPassageScore: nil,
            passagesThere: passagesThere,
            used: used
        )
        for row in rows {
            let (id, key, title, content, metadata, start, end, score, rows, passages, lastScore) = try row.decode(
                (Int64?, String?, String?, String?, JSONText?, Int32?, Int32?, Double?, Int64, Int64, Double?).self
            )
            result.rows = Int32(clamping: rows)
            result.passages = Int32(clamping: passages)
            result.lastPassageScore = lastScore
            guard let id, let score else { continue }
            result.hits.append(
                SearchHit(
                    id: id,
                    key: key,
                    title: title,
                    content: content,
                    metadata: metadata,
                    parts: ScoreParts(vector: min(1, max(0, score))),
                    start: start,
                    end: end
                )
            )
        }
        return result
    }
}
