import Documents
import FoundationEssentials
import JSONFormat
import Postgres
import Retrieval
import TestSupport
import Testing

@Suite(
    "Filters over 100,000 documents",
    .enabled(if: LongTests.areAsked, "it takes minutes to fill them")
)
struct FilteredRecallTests {
    /// Filters that a part of the rows pass, with and without an index, and the best part of the answer that an index over
    /// vectors may miss: random vectors are the worst case, of which real texts are far.
    private static let filters: [(JSONObject, path: SearchPath?, recall: Double)] = [
        (["hundredth": 42], .exact, 1), (["number": ["$gt": 99_000]], .exact, 1),
        (["number": ["$not": ["$gt": 1_000]], "all": true], .exact, 1), (["number": ["$lte": 10]], .exact, 1),
        (["hundredth": ["$in": .array((0..<10).map { .int($0) })]], nil, 0), (["hundredth": ["$ne": 42]], nil, 0),
    ]

    @Test("all rows that were asked for come back, and of a small part the very nearest")
    func recall() async throws {
        try await DocumentBench.run { bench in
            try await bench.insert(
                """
                SELECT 'row ' || n, jsonb_build_object('all', true, 'hundredth', n % 100, 'number', n),
                    (SELECT array_agg(random() - 0.5)::real[]::vector FROM generate_series(1, 384) WHERE n > 0),
                    'all-MiniLM-L6-v2', 8
                FROM generate_series(1, 100000) AS n
                """,
                indexes: "SET maintenance_work_mem = '1GB'; " + DocumentBench.hnsw
            )
            for (object, path, least) in Self.filters {
                let filter = try MetadataFilter(object, of: .documents)
                let condition = try #require(filter.condition(on: "d", of: .documents))
                var found = 0
                var wanted = 0
                var times: [Duration] = []
                var paths: Set<String> = []
                for _ in 0..<20 {
                    let vector = (0..<384).map { _ in Float.random(in: -0.5...0.5) }
                    let start = ContinuousClock.now
                    let result = try await bench.store.texts.search(
                        SearchQuery(vector: vector, limit: 10, filter: filter)
                    )
                    times.append(.now - start)
                    paths.insert(result.path?.description ?? "")
                    if let path { #expect(result.path == path) }
                    let exact = try await bench.pool.query(
                        """
                        SELECT id FROM documents AS d WHERE \(fragment: condition)
                        ORDER BY (embedding <=> \(Vector(vector))) + 0 LIMIT 10
                        """
                    ).map { try $0.decode(Int64.self) }
                    #expect(result.hits.count == exact.count)
                    wanted += exact.count
                    found += Set(exact).intersection(result.hits.map(\.id)).count
                }
                let recall = Double(found) / Double(wanted)
                #expect(recall >= least, "\(JSON.object(object))")
                times.sort()
                print(
                    "\(JSON.object(object)): recall \(recall), p50 \(times[10]), worst \(times[19]), \(paths.sorted())"
                )
            }
        }
    }
}
