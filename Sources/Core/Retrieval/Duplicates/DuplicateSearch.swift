import Postgres

/// Finds rows with equal texts, and then pairs of rows with nearly equal ones. It writes nothing.
///
/// Equal texts are all found. Of nearly equal ones a row's nearest are looked at, through the index over vectors: first
/// the vectors of the first passages are compared, and then those of the whole texts.
package struct DuplicateSearch: Sendable {
    /// No more ids of a group are returned.
    package static let shownIDs: Int32 = 100
    /// How many neighbours of each row are looked at.
    private static let neighbours: Int32 = 20

    /// What was found, and where to go on; nil where all was looked at.
    package struct Findings: Sendable {
        package var groups: [DuplicateGroup] = []
        package var next: DuplicatePosition?
    }

    private let store: EmbeddedTableStore
    private let threshold: Double
    private let limit: Int32
    private let time: Duration

    /// - Parameters:
    ///   - threshold: The least cosine similarity of texts that are nearly equal, 0 to 1.
    ///   - limit: How many groups to find at most.
    ///   - time: About how long it may take.
    package init(
        _ store: EmbeddedTableStore,
        threshold: Double = 0.97,
        limit: Int32,
        within time: Duration = .seconds(10)
    ) {
        self.store = store
        self.threshold = threshold
        self.limit = limit
        self.time = time
    }

    /// The groups after a position; nil begins.
    package func find(after position: DuplicatePosition?) async throws -> Findings {
        let deadline = ContinuousClock.now + time
        var findings = Findings()
        var last = Int64.min
        switch position ?? .equal(after: .min) {
        case .equal(let first):
            findings = try await equal(after: first)
            guard findings.next == nil, findings.groups.count < Int(limit) else {
                findings.next = findings.next ?? .similar(after: last)
                return findings
            }
        case .similar(let row): last = row
        }
        // At least some rows, so that pages come to an end.
        repeat {
            let (groups, end) = try await similar(after: last)
            guard let end else {
                findings.next = nil
                return findings
            }
            for (row, group) in groups {
                // A row's pairs are never divided.
                guard findings.groups.count < Int(limit) || row == last else { break }
                findings.groups.append(group)
                last = row
            }
            if findings.groups.count < Int(limit) { last = end }
            findings.next = .similar(after: last)
        } while findings.groups.count < Int(limit) && .now < deadline
        return findings
    }

    private func equal(after first: Int64) async throws -> Findings {
        let (id, content): (SQL, SQL) = ("d.\(identifier: store.table.id)", "d.\(identifier: store.table.content)")
        var groups = try await store.pool.pipeline([
            .liftingStatementTimeout,
            """
            SELECT count, ids FROM (
                SELECT count(*) AS count, min(\(fragment: id))::pg_catalog.int8 AS first,
                    (array_agg(\(fragment: id)::pg_catalog.int8 ORDER BY \(fragment: id)))[1:\(Self.shownIDs)] AS ids
                FROM \(identifier: store.table.name) AS d WHERE \(fragment: content) <> ''
                GROUP BY pg_catalog.sha256(pg_catalog.convert_to(\(fragment: content), 'UTF8')) HAVING count(*) > 1
            ) AS alike WHERE first > \(first) ORDER BY first LIMIT \(limit + 1)
            """,
        ])[1].map { row in
            let (count, ids) = try row.decode((Int64, [Int64]).self)
            return DuplicateGroup(count: count, ids: ids, score: 1, isSameText: true)
        }
        var findings = Findings()
        if groups.count > Int(limit) {
            groups.removeLast()
            findings.next = groups.last.map { .equal(after: $0.ids[0]) }
        }
        findings.groups = groups
        return findings
    }

    /// The pairs of some rows and others before them, and the last of those rows; nil where there is none.
    private func similar(after last: Int64) async throws -> (groups: [(row: Int64, group: DuplicateGroup)], end: Int64?)
    {
        let table = store.table
        let id: SQL = "d.\(identifier: table.id)"
        let contents = try await store.indexes()
        let nearest = store.nearest(to: "part.embedding", by: contents.precisions.rows).rows(
            ["id": id],
            of: "d.\(identifier: table.embedding)",
            from: "\(identifier: table.name) AS d",
            limit: Self.neighbours
        )
        let results = try await store.pool.pipeline([
            store.indexSettings(breadth: Self.neighbours, contents),
            """
            WITH part AS MATERIALIZED (
                SELECT \(fragment: id)::pg_catalog.int8 AS id, \(fragment: id) AS own, d.\(identifier: table.embedding) AS embedding
                FROM \(identifier: table.name) AS d
                WHERE \(fragment: id) > \(last) AND d.\(identifier: table.embedding) IS NOT NULL
                ORDER BY \(fragment: id) LIMIT 100
            ), pair AS MATERIALIZED (
                SELECT part.own AS second, near.id AS first FROM part CROSS JOIN LATERAL (\(fragment: nearest)) AS near
                WHERE near.id < part.own AND near.distance <= \(1 - threshold)
            ), scored AS (
                SELECT first, second, 1 - (\(fragment: whole("first"))
                    \(fragment: store.pgvector.cosineDistance) \(fragment: whole("second"))) AS score
                FROM pair
                JOIN \(identifier: table.name) AS one ON one.\(identifier: table.id) = first
                JOIN \(identifier: table.name) AS other ON other.\(identifier: table.id) = second
                WHERE one.\(identifier: table.content) IS DISTINCT FROM other.\(identifier: table.content)
            )
            SELECT second::pg_catalog.int8, first::pg_catalog.int8, score, (SELECT max(id) FROM part)
            FROM (SELECT) AS once LEFT JOIN scored ON score >= \(threshold) ORDER BY second, first
            """,
        ])
        var groups: [(row: Int64, group: DuplicateGroup)] = []
        var end: Int64?
        for row in results[1] {
            let (id, other, score, last) = try row.decode((Int64?, Int64?, Double?, Int64?).self)
            end = last
            guard let id, let other, let score else { continue }
            groups.append((id, DuplicateGroup(count: 2, ids: [other, id], score: min(1, score), isSameText: false)))
        }
        return (groups, end)
    }

    /// The mean of the vectors of a row's passages, whose length does not matter.
    private func whole(_ row: SQL) -> SQL {
        let table = store.table
        return """
            (SELECT \(identifier: store.pgvector.schema).avg(passage.embedding) FROM (
                SELECT d.\(identifier: table.embedding) AS embedding FROM \(identifier: table.name) AS d
                WHERE d.\(identifier: table.id) = \(fragment: row)
                UNION ALL
                SELECT p.\(identifier: table.passages.embedding) FROM \(fragment: table.passageRows) AS p
                WHERE p.\(identifier: table.passages.text) = \(fragment: row)
            ) AS passage)
            """
    }
}
