import Async
import Documents
import JSONFormat
import Postgres
import Retrieval
import TestSupport
import Testing

@Suite("Filtering by metadata")
struct FilterTests {
    /// Metadata as other programs store it: none, and values that are no objects.
    private static let odd = ["NULL", "'null'", "'[1]'", #"'[{"kind":"x"}]'"#, "'\"kind\"'", "'7'", "'{}'"]

    private static func filter(_ object: JSONObject) throws(RetrievalError) -> MetadataFilter {
        try MetadataFilter(object, of: .documents)
    }

    private func insertOddRows(_ bench: DocumentBench) async throws {
        for metadata in Self.odd {
            try await bench.pool.execute(
                "INSERT INTO documents (content, metadata) VALUES ('A row.', \(unsafe: metadata))"
            )
        }
        #expect(try await bench.collection.embedBacklog(logger: silentLogger) == .done)
    }

    @Test("a filter without names fits every row, whatever its metadata is: in search and in deletion")
    func everything() async throws {
        try await DocumentBench.run { bench in
            try await insertOddRows(bench)
            let all = Self.odd.count
            let result = try await bench.search("row", limit: 100, filter: Self.filter([:]))
            #expect(result.hits.count == all)
            #expect(try await bench.count(Self.filter([:])) == all)
        }
    }

    @Test(
        "a filter with a name fits no row whose metadata is no object, and does not fail on it",
        arguments: [["kind": "x"], ["kind": ["x"]], ["kind": [:]], ["0": 1], ["": .null]] as [JSONObject]
    )
    func names(_ filter: JSONObject) async throws {
        try await DocumentBench.run { bench in
            try await insertOddRows(bench)
            #expect(try await bench.count(Self.filter(filter)) == 0)
            #expect(try await bench.search("row", filter: Self.filter(filter)).hits.isEmpty)
        }
    }

    @Test("arrays and objects are compared whole, however deep they lie")
    func containers() async throws {
        try await DocumentBench.run { bench in
            let numbers = (0..<20).map { JSON.int($0) }
            let value: JSONObject = ["a": ["deep": ["list": .array(numbers), "empty": [:]]], "b": [[1], [2, [3]]]]
            let stored = JSONText(.object(value))
            try await bench.pool.execute("INSERT INTO documents (content, metadata) VALUES ('x', \(stored))")
            #expect(try await bench.count(Self.filter(value)) == 1)
            for other in [
                ["a": ["deep": ["list": .array(numbers), "empty": ["more": 1]]]],
                ["a": ["deep": ["list": .array(numbers)]]], ["a": ["deep": [:]]], ["a": [:]], ["a": []], ["b": []],
                ["a": ["deep": ["list": .array(numbers.reversed()), "empty": [:]]]],
                ["a": ["deep": ["list": .array(numbers.dropLast()), "empty": [:]]]], ["b": [[2, [3]], [1]]],
                ["b": [[1]]], ["b": [[1], [2, 3]]], ["b": [[1], [2, [3]]], "c": .null],
            ] as [JSONObject] {
                #expect(try await bench.count(Self.filter(other)) == 0, "\(JSON.object(other))")
            }
        }
    }

    /// What takes time in proportion to the square of the metadata takes longer here.
    private static let hurry = """
        SET statement_timeout = '10s';
        DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET statement_timeout = ''10s''', current_database()); END $$
        """

    @Test("as many names as a filter may have read the metadata once, not once each")
    func manyNames() async throws {
        try await DocumentBench.run(prepare: [Self.hurry]) { bench in
            // It would take longer to fill than to do without.
            try await bench.pool.execute("DROP INDEX idx_documents_metadata")
            let metadata: SQL =
                "(SELECT jsonb_object_agg('name' || n, jsonb_build_array(n)) FROM generate_series(1, 30000) AS n)"
            try await bench.pool.execute(
                "INSERT INTO documents (content, metadata) SELECT 'x', \(fragment: metadata) FROM generate_series(1, 60)"
            )
            let filter = JSONObject(
                uniqueKeysWithValues: (1...Int64(MetadataFilterLimits.clauses)).map {
                    ("name\($0)", JSON.array([.int($0)]))
                }
            )
            #expect(try await bench.count(Self.filter(filter)) == 60)
        }
    }

    @Test("a long array is compared element by element, not each with all")
    func longArray() async throws {
        try await DocumentBench.run(prepare: [Self.hurry]) { bench in
            let metadata: SQL =
                "jsonb_build_object('list', (SELECT jsonb_agg(n) FROM generate_series(10001, 26000) AS n))"
            try await bench.pool.execute(
                "INSERT INTO documents (content, metadata) SELECT 'x', \(fragment: metadata) FROM generate_series(1, 20)"
            )
            let list = JSON.array((10_001...26_000).map { .int($0) })
            #expect(try await bench.count(Self.filter(["list": list])) == 20)
        }
    }

    // MARK: Limits

    private static func nested(_ levels: Int) -> JSON { (1..<levels).reduce(JSON.array([])) { value, _ in [value] } }

    @Test("a filter may have so many names, so many levels, so many bytes")
    func withinLimits() throws {
        let names = (0..<MetadataFilterLimits.clauses).map { ("\($0)", JSON.null) }
        _ = try Self.filter(JSONObject(uniqueKeysWithValues: names))
        _ = try Self.filter(["a": Self.nested(MetadataFilterLimits.depth - 1)])
        _ = try Self.filter(["a": .string(String(repeating: "x", count: MetadataFilterLimits.bytes - 8))])
    }

    @Test(
        "one more is refused, and the error says what there is too much of",
        arguments: [
            (
                JSONObject(uniqueKeysWithValues: (0...MetadataFilterLimits.clauses).map { ("\($0)", JSON.null) }),
                "1001 values"
            ),
            (["a": nested(MetadataFilterLimits.depth)], "levels"),
            (["a": .string(String(repeating: "x", count: MetadataFilterLimits.bytes - 7))], "bytes"),
        ] as [(JSONObject, String)]
    )
    func pastLimits(_ filter: JSONObject, _ what: String) throws {
        let error = #expect(throws: RetrievalError.self) { try Self.filter(filter) }
        #expect(error?.kind == .filter)
        #expect(error?.description.contains(what) == true)
    }
}
