import JSONFormat
import Postgres
import Testing

@testable import Retrieval

@Suite("The filter language")
struct FilterTests {
    private static let rows = [
        row(1, ["kind": "note", "year": 2020, "tags": ["a", "b"], "author": ["name": "Ann"], "done": true]),
        row(2, ["kind": "Note", "year": 2021.5, "tags": [], "author": ["name": "Bob"], "done": false, "id": 1]),
        row(3, ["kind": "report", "year": "2022", "tags": "abc", "author.name": "Ann", "author": ["name": "Eve"]]),
        row(4, ["kind": .null, "year": [2020], "$ref": "x", "id": 4], title: nil, createdAt: nil),
        row(5, [:], title: "naïve", createdAt: "2026-05-01T00:00:00Z"),
        row(6, nil), row(7, [1]), row(8, "kind"),
    ]

    private static func row(
        _ id: Int64,
        _ metadata: JSON?,
        title: String? = "Title",
        createdAt: String? = "2026-01-01T12:00:00Z"
    ) -> FilterBench.Row {
        FilterBench.Row(id: id, title: title, createdAt: createdAt, metadata: metadata)
    }

    private static let meanings: [(String, [Int64])] = [
        // Equality is of whole values, and of one type.
        (#"{"kind":"note"}"#, [1]), (#"{"year":2020.0}"#, [1]), (#"{"year":"2022"}"#, [3]), (#"{"year":[2020]}"#, [4]),
        (#"{"kind":null}"#, [4]), (#"{"author":{"$eq":{"name":"Bob"}}}"#, [2]), (#"{"kind":"note","year":2021}"#, []),
        // What is not there is not equal to anything.
        (#"{"kind":{"$ne":"note"}}"#, [2, 3, 4, 5, 6, 7, 8]),
        (#"{"kind":{"$nin":["note","Note"]}}"#, [3, 4, 5, 6, 7, 8]),
        (#"{"kind":{"$in":["note",null]}}"#, [1, 4]), (#"{"kind":{"$in":[]}}"#, []),
        // An order is one within a type: numbers as such, texts by their bytes, false before true.
        (#"{"year":{"$gt":2020}}"#, [2]), (#"{"year":{"$gte":2020,"$lt":2021.5}}"#, [1]),
        (#"{"year":{"$lt":"3"}}"#, [3]),
        (#"{"kind":{"$lt":"a"}}"#, [2]), (#"{"done":{"$gt":false}}"#, [1]),
        // null is a value that is there.
        (#"{"kind":{"$exists":true}}"#, [1, 2, 3, 4]), (#"{"tags":{"$exists":false}}"#, [4, 5, 6, 7, 8]),
        // A part of a text, an element of an array.
        (#"{"tags":{"$contains":"b"}}"#, [1, 3]), (#"{"year":{"$contains":2020}}"#, [4]),
        (#"{"kind":{"$contains":"%"}}"#, []), (#"{"tags":{"$contains":""}}"#, [3]),
        // A dot goes into objects, unless the name itself has it.
        (#"{"author.name":"Ann"}"#, [1, 3]), (#"{"author.name":"Eve"}"#, []), (#"{"tags.0":"a"}"#, []),
        (#"{"author.name":{"$exists":false}}"#, [4, 5, 6, 7, 8]),
        // All, any, none.
        (#"{"$or":[{"kind":"note"},{"year":{"$gt":2021}}]}"#, [1, 2]),
        (#"{"$and":[{"year":{"$gt":2000}},{"$not":{"kind":"note"}}]}"#, [2]),
        (#"{"year":{"$not":{"$gt":2020}}}"#, [1, 3, 4, 5, 6, 7, 8]), (#"{"$not":{"$not":{"kind":"note"}}}"#, [1]),
        (#"{"$not":{}}"#, []), (#"{"$or":[{},{"kind":"note"}]}"#, [1, 2, 3, 4, 5, 6, 7, 8]),
        // Columns begin with a dollar sign; a name in the metadata that does so has two.
        (#"{"id":4}"#, [4]), (#"{"$id":4}"#, [4]), (#"{"id":1}"#, [2]), (#"{"$id":{"$in":[1,7]}}"#, [1, 7]),
        (#"{"$$ref":"x"}"#, [4]), (#"{"$title":{"$contains":"ï"}}"#, [5]), (#"{"$title":{"$exists":false}}"#, [4]),
        (#"{"$title":{"$gt":"Title"}}"#, [5]), (#"{"$title":{"$ne":"Title"}}"#, [4, 5]),
        (#"{"$created_at":{"$gt":"2026-02-01T00:00:00Z"}}"#, [5]),
        (#"{"$created_at":"2026-05-01T02:00:00.000000+02:00"}"#, [5]),
        (#"{"$created_at":{"$not":{"$lt":"2026-02-01T00:00:00Z"}}}"#, [4, 5]),
    ]

    @Test("operators, names with dots, columns: each finds what it says, with the index and without")
    func meanings() async throws {
        try await FilterBench.run(Self.rows) { bench async throws in
            for (text, expected) in Self.meanings {
                let filter = try #require(JSON(parsing: text).objectValue)
                #expect(try await bench.found(filter, without: "enable_seqscan") == expected, "\(text)")
                #expect(try await bench.found(filter, without: "enable_bitmapscan") == expected, "\(text)")
            }
        }
    }

    @Test(
        "what makes no sense is refused: the error names the place, what was expected, and what there was",
        arguments: [
            (
                #"{"$and":[{},{},{"price":{"$gt":null}}]}"#,
                "filter.$and[2].price.$gt must be a number, a text or a boolean (got null)."
            ),
            (#"{"price":{"$near":5}}"#, "filter.price.$near is no operator; these are: $eq, $ne, $gt"),
            (#"{"price":{"$gt":5,"currency":"EUR"}}"#, "filter.price.currency is no operator"),
            (
                #"{"$gt":5}"#,
                "filter.$gt is neither a column nor an operator that can stand here; these can: $and, $or, $not, $id,"
            ),
            (#"{"$made":5}"#, "filter.$made is neither a column nor"),
            (#"{"$or":[]}"#, "filter.$or must be an array of at least one filter (got an array of 0 items)."),
            (#"{"$or":{"a":1}}"#, "filter.$or must be an array"), (#"{"$or":[7]}"#, "filter.$or[0] must be a filter"),
            (#"{"$not":"x"}"#, "filter.$not must be a filter"),
            (#"{"a":{"$not":5}}"#, "filter.a.$not must be an object of operators"),
            (#"{"a":{"$in":"x"}}"#, "filter.a.$in must be an array of values (got \"x\")."),
            (#"{"a":{"$exists":1}}"#, "filter.a.$exists must be true or false (got 1)."),
            (
                #"{"a":{"$contains":[1]}}"#,
                "filter.a.$contains must be a text, a number, a boolean or null (got an array of 1 item)."
            ),
            (#"{"author":{"name":{"$eq":"Ann"}}}"#, "filter.author.name.$eq is an operator inside a value"),
            (#"{"$id":"7"}"#, "filter.$id must be a whole number (got \"7\")."),
            (#"{"$id":{"$in":[1,1.5]}}"#, "filter.$id.$in[1] must be a whole number (got 1.5)."),
            (#"{"$id":null}"#, "filter.$id must be a whole number (got null)."),
            (#"{"$id":{"$contains":1}}"#, "filter.$id.$contains asks for a part of $id, which is no text; compare it."),
            (#"{"$title":{"$contains":7}}"#, "filter.$title.$contains must be a text"),
            (
                #"{"$created_at":{"$gt":"2026-02-30T00:00:00Z"}}"#,
                "filter.$created_at.$gt must be an RFC 3339 time with its zone"
            ),
            (#"{"$created_at":{"$gt":"yesterday"}}"#, "(got \"yesterday\")"),
            (#"{"$created_at":0}"#, "filter.$created_at must be"),
            (#"{"a":"\u0000"}"#, "filter.a must be a value without U+0000"),
            (#"{"a":{"$in":[1e-400]}}"#, "filter.a.$in[0] must be a value"),
            (#"{"a\u0000":1}"#, "U+0000"),
        ]
    )
    func errors(_ filter: String, _ message: String) throws {
        let filter = try #require(JSON(parsing: filter).objectValue)
        let error = #expect(throws: RetrievalError.self) { try MetadataFilter(filter, of: FilterBench.table) }
        #expect(error?.kind == .filter)
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test("more values than a filter may compare with, wherever they are, are refused and counted; long names are cut")
    func limits() throws {
        let list = JSON.array((0..<4_999).map { .int($0) })
        for filter in [
            ["$or": [["a": ["$in": list]], ["b": 1]]], ["$or": .array((0..<5_000).map { ["a": ["$gt": .int($0)]] })],
        ] as [JSONObject] {
            let error = #expect(throws: RetrievalError.self) { try MetadataFilter(filter, of: FilterBench.table) }
            #expect(error?.description.contains("5000 values") == true)
        }
        let name = String(repeating: "x", count: 10_000)
        let error = #expect(throws: RetrievalError.self) {
            try MetadataFilter([name: ["$x": 1]], of: FilterBench.table)
        }
        #expect(error.map { $0.description.count < 400 } == true)
        let dots = String(repeating: ".", count: 10_000)
        #expect(throws: RetrievalError.self) { try MetadataFilter([dots: 1], of: FilterBench.table) }
    }

    @Test("as many tests as a filter may have are answered: beside each other, nested, and one list")
    func largest() async throws {
        try await FilterBench.run(Self.rows) { bench async throws in
            let tests = (0..<MetadataFilterLimits.clauses).map { JSON.object(["name\($0)": ["$ne": .int(Int64($0))]]) }
            #expect(try await bench.found(["$and": .array(tests)]).count == Self.rows.count)
            let dotted = (0..<MetadataFilterLimits.clauses).map { JSON.object(["a.b": ["$gt": .int(Int64($0))]]) }
            #expect(try await bench.found(["$or": .array(dotted)], without: "enable_seqscan").isEmpty)
            let years = JSON.array((0..<Int64(MetadataFilterLimits.clauses)).map { .int(2_020 - $0) })
            #expect(try await bench.found(["year": ["$in": years]], without: "enable_seqscan") == [1])
            var nested: JSONObject = ["kind": "note"]
            for _ in 0..<(MetadataFilterLimits.depth - 1) { nested = ["$not": .object(nested)] }
            #expect(try await bench.found(nested).count == Self.rows.count - 1)
        }
    }

    @Test("names and values are data, never SQL, a path or a pattern")
    func injection() async throws {
        let attacks = [
            "'); DROP TABLE things; --", "\" || true || \"", "$.kind", "\\\" == 1 || exists($) || $.\"", "%", "_", "\\",
            "$1", "{}", "/* */", "\u{2028}", "'\\''", "name\" ? (1 == 1)", "a'::jsonb",
        ]
        let rows = attacks.enumerated().map { index, attack in
            FilterBench.Row(
                id: Int64(index),
                title: attack,
                createdAt: nil,
                metadata: .object([attack: .string(attack)])
            )
        }
        try await FilterBench.run(rows) { bench async throws in
            for (index, attack) in attacks.enumerated() {
                let name = attack.hasPrefix("$") ? "$\(attack)" : attack
                let value = JSON.string(attack)
                for filter in [
                    [name: value], [name: ["$in": [value]]], [name: ["$gte": value]], [name: ["$contains": value]],
                    [name: ["$exists": true]], ["$title": value],
                ] as [JSONObject] {
                    let found = try await bench.found(filter, without: "enable_seqscan")
                    #expect(found == [Int64(index)], "\(JSON.object(filter))")
                }
            }
            #expect(try await bench.found([:]).count == attacks.count)
        }
    }

    @Test(
        "the GIN index answers equality, lists, existence and their combinations, and the tests beside them",
        arguments: [
            ["kind": "note"], ["author.name": "Ann"], ["tags": ["a", "b"]], ["kind": ["$in": ["note", "report"]]],
            ["kind": ["$exists": true]], ["$or": [["kind": "note"], ["year": 2020]]],
            ["kind": "note", "year": ["$gt": 2000], "$not": ["done": true]],
        ] as [JSONObject]
    )
    func index(_ filter: JSONObject) async throws {
        try await FilterBench.run(Self.rows) { bench async throws in
            let plan = try await bench.plan(filter)
            #expect(plan.contains("Bitmap Index Scan on facts"), "\(plan)")
        }
    }

    @Test("a column has its own index")
    func columnIndex() async throws {
        try await FilterBench.run(Self.rows) { bench async throws in
            #expect(try await bench.plan(["$id": ["$in": [1, 2]]]).contains("things_pkey"))
        }
    }

    @Test("a column that an older database lacks is one without values")
    func missingColumn() async throws {
        try await FilterBench.run(Self.rows) { bench async throws in
            var table = FilterBench.table
            table.filterColumns.append(FilterColumn("key", .text))
            table.missing = ["key"]
            #expect(try await bench.found(["$key": "x"], in: table).isEmpty)
            #expect(try await bench.found(["$key": ["$contains": "x"]], in: table).isEmpty)
            #expect(try await bench.found(["$key": ["$exists": false]], in: table).count == Self.rows.count)
        }
    }
}
