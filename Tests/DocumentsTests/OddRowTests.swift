import Documents
import JSONFormat
import Postgres
import Retrieval
import TestSupport
import Testing

@Suite("Rows as only another program stores them")
struct OddRowTests {
    /// Instants beyond what RFC 3339 can say, and how they are shown.
    static let instants: [(stored: String, shown: String?)] = [
        ("'infinity'", "infinity"), ("'-infinity'", "-infinity"),
        ("'0044-03-15 12:00:00+00 BC'", "0044-03-15 12:00:00.000000+00 BC"),
        ("'0001-12-31 23:59:59.999999+00 BC'", "0001-12-31 23:59:59.999999+00 BC"),
        ("'0001-01-01 00:00:00+00'", "0001-01-01T00:00:00.000000Z"),
        ("'9999-12-31 23:59:59.999999+00'", "9999-12-31T23:59:59.999999Z"),
        ("'10000-01-01 00:00:00+00'", "10000-01-01 00:00:00.000000+00 AD"),
        ("'294276-12-31 23:59:59.999999+00'", "294276-12-31 23:59:59.999999+00 AD"),
        ("'4714-11-24 00:00:00+00 BC'", "4714-11-24 00:00:00.000000+00 BC"), ("NULL", nil),
    ]

    private func insert(_ instant: String, into bench: DocumentBench) async throws -> Int32 {
        try await bench.pool.query(
            """
            INSERT INTO documents (content, created_at, updated_at)
            VALUES ('A tale of long ago.', \(unsafe: instant), \(unsafe: instant)) RETURNING id
            """
        )[0].decode(Int32.self)
    }

    @Test("any instant is shown, and what it reads again is the same instant", arguments: instants)
    func instant(_ stored: String, _ shown: String?) async throws {
        try await DocumentBench.run { bench in
            let id = try await insert(stored, into: bench)
            let document = try #require(try await bench.store.document(.id(id)))
            #expect(document.createdAt == shown)
            #expect(document.updatedAt == shown)
            let same = try await bench.pool.query(
                "SELECT \(shown)::timestamptz IS NOT DISTINCT FROM created_at FROM documents WHERE id = \(id)"
            )
            #expect(try same[0].decode(Bool.self))
        }
    }

    @Test("a document with such an instant is changed like any other, and by the version that was shown")
    func changing() async throws {
        try await DocumentBench.run { bench in
            for (stored, shown) in Self.instants {
                let id = try await insert(stored, into: bench)
                if let shown {
                    await #expect(throws: DocumentVersionConflict.self) {
                        try await bench.update(id, DocumentChange(title: "T", expectedVersion: shown + " "))
                    }
                }
                let changed = try await bench.update(id, DocumentChange(title: "T", expectedVersion: shown))
                #expect(changed?.createdAt == shown)
                #expect(changed?.title == "T")
            }
        }
    }

    @Test("one such row keeps no other from being listed")
    func listing() async throws {
        try await DocumentBench.run { bench in
            for (stored, _) in Self.instants { _ = try await insert(stored, into: bench) }
            let listed = try await bench.store.documents(after: 0, limit: 100)
            #expect(listed.count == Self.instants.count)
            #expect(listed.count { $0.updatedAt != nil } == 2)
        }
    }

    @Test("a new document is stored in a table that gives it no dates")
    func withoutDefaults() async throws {
        try await DocumentBench.run { bench in
            try await bench.pool.execute(
                "ALTER TABLE documents ALTER created_at DROP DEFAULT, ALTER updated_at DROP DEFAULT"
            )
            let document = try await bench.add("A note.")
            #expect(document.createdAt == nil)
            #expect(document.updatedAt == nil)
        }
    }

    @Test(
        "metadata is shown whatever it is, as its text where it is too much for a value",
        arguments: [
            #"[1, {"a": 2}]"#, #""text""#, "7", "null", "{}",
            String(repeating: "[", count: 600) + String(repeating: "]", count: 600),
        ]
    )
    func metadata(_ stored: String) async throws {
        try await DocumentBench.run { bench in
            try await bench.pool.execute("INSERT INTO documents (content, metadata) VALUES ('x', \(JSONText(stored)))")
            let metadata = try #require(try await bench.store.document(.id(1))?.metadata)
            let value = JSON(metadata)
            #expect(value == .string(stored) || JSONText(value) == JSONText(stored.filter { $0 != " " }))
        }
    }
}
