import JSONFormat
import TestSupport
import Testing

/// Random rows and filters, from few names and values, so that many of them meet.
private struct Source {
    var random: SeededGenerator

    private static let names = ["a", "b", "a.b", "b.a.b", "", ".", "na'me\"\\", "é", "e\u{301}", "$x", "😀\n\u{1}"]
    private static let texts = [
        "", "a", "ab", "B", "é", "e\u{301}", "😀", "\u{FFFD}", "1", "true", "null", "'\"\\\n\u{1}",
    ]
    private static let times = (1...4).map { "2026-0\($0)-01T00:00:00Z" }

    mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

    mutating func several<Value>(_ range: ClosedRange<Int>, _ value: (inout Source) -> Value) -> [Value] {
        (0..<Int.random(in: range, using: &random)).map { _ in value(&self) }
    }

    mutating func one<Value>(of values: [Value]) -> Value { values[Int.random(in: values.indices, using: &random)] }

    mutating func scalar() -> JSON {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: .null
        case 1: .bool(chance(2))
        case 2, 3: .int(one(of: [-1, 0, 1, 2, .max]))
        case 4: .double(one(of: [-1, 0.5, 1, 1e300, 1e-300]))
        default: .string(one(of: Self.texts))
        }
    }

    mutating func value(depth: Int = 2) -> JSON {
        guard depth > 0 else { return scalar() }
        return switch Int.random(in: 0..<5, using: &random) {
        case 0: .array(several(0...3) { $0.value(depth: depth - 1) })
        case 1: .object(object { $0.value(depth: depth - 1) })
        default: scalar()
        }
    }

    /// Names that begin with a `$` are left out: where an object is compared with, they would be operators.
    private mutating func object(_ value: (inout Source) -> JSON) -> JSONObject {
        var object: JSONObject = [:]
        for name in several(0...4, { $0.one(of: Self.names) }) where name != "$x" { object[name] = value(&self) }
        return object
    }

    mutating func row(_ id: Int64) -> FilterBench.Row {
        var metadata: JSON? = value()
        if !chance(8) {
            var object = object { $0.value() }
            if chance(4) { object["$x"] = value() }
            metadata = .object(object)
        } else if chance(3) {
            metadata = nil
        }
        return FilterBench.Row(
            id: id,
            title: chance(4) ? nil : one(of: Self.texts),
            createdAt: chance(4) ? nil : one(of: Self.times),
            metadata: metadata
        )
    }

    // MARK: Filters

    mutating func filter(depth: Int = 2) -> JSONObject {
        var filter: JSONObject = [:]
        for _ in 0..<one(of: [0, 1, 1, 1, 2]) {
            switch Int.random(in: 0..<(depth > 0 ? 10 : 7), using: &random) {
            case 0: filter["$id"] = test { .int(Int64.random(in: 0..<200, using: &$0.random)) }
            case 1: filter["$title"] = test(hasParts: true) { .string($0.one(of: Self.texts)) }
            case 2: filter["$created_at"] = test { .string($0.one(of: Self.times)) }
            case 7: filter["$and"] = .array(several(1...3) { .object($0.filter(depth: depth - 1)) })
            case 8: filter["$or"] = .array(several(1...3) { .object($0.filter(depth: depth - 1)) })
            case 9: filter["$not"] = .object(self.filter(depth: depth - 1))
            default:
                let name = one(of: Self.names)
                filter[name == "$x" ? "$$x" : name] = chance(3) ? value() : metadataTest()
            }
        }
        return filter
    }

    private mutating func test(hasParts: Bool = false, _ value: (inout Source) -> JSON) -> JSON {
        let name = one(of: ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$exists", "$contains", "$not"])
        return switch name {
        case "$in", "$nin": [name: .array(several(0...3, value))]
        case "$exists": [name: .bool(chance(2))]
        case "$not": [name: test(hasParts: hasParts, value)]
        case "$contains" where !hasParts: ["$eq": value(&self)]
        default: [name: value(&self)]
        }
    }

    private mutating func metadataTest() -> JSON {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: test { $0.value() }.replacingBounds
        case 1: ["$contains": scalar()]
        default:
            test(hasParts: true) {
                $0.one(of: [
                    .string($0.one(of: Self.texts)), .int($0.one(of: [0, 1])), .double(0.5), .bool($0.chance(2)),
                ])
            }
        }
    }
}

extension JSON {
    /// A test by order of a value without one asks whether that value is in a list.
    fileprivate var replacingBounds: JSON {
        guard case .object(let test) = self, let (name, value) = test.first.map({ ($0.key, $0.value) }) else {
            return self
        }
        return switch name {
        case "$gt", "$gte", "$lt", "$lte": ["$in": [value]]
        case "$not": ["$not": value.replacingBounds]
        default: self
        }
    }
}

@Suite("Filters mean what they say")
struct FilterPropertyTests {
    @Test("random filters find the rows that a second reading of the language finds, with the index and without")
    func random() async throws {
        var source = Source(random: SeededGenerator(seed: 9))
        let rows = (0..<300).map { source.row($0) }
        try await FilterBench.run(rows) { bench async throws in
            var found = 0
            for number in 0..<600 {
                let filter = source.filter()
                let expected = rows.filter { FilterJudge(row: $0).fits(filter) }.map(\.id)
                let scan = number.isMultiple(of: 2) ? "enable_seqscan" : "enable_bitmapscan"
                let actual = try await bench.found(filter, without: scan)
                try #require(actual == expected, "\(JSON.object(filter))")
                if !actual.isEmpty && actual.count < rows.count { found += 1 }
            }
            #expect(found > 200, "the rows and the filters hardly meet")
        }
    }

    @Test("a filter of many tests, which reads the metadata once, finds the same")
    func manyTests() async throws {
        var source = Source(random: SeededGenerator(seed: 10))
        let rows = (0..<200).map { source.row($0) }
        try await FilterBench.run(rows) { bench async throws in
            for number in 0..<20 {
                let parts = source.several(12...40) { JSON.object($0.filter(depth: 1)) }
                let filter: JSONObject = [number.isMultiple(of: 2) ? "$or" : "$and": .array(parts)]
                for filter in [filter, ["$not": .object(filter)]] {
                    let expected = rows.filter { FilterJudge(row: $0).fits(filter) }.map(\.id)
                    try #require(try await bench.found(filter, without: "enable_seqscan") == expected)
                }
            }
        }
    }
}
