import Documents
import JSONFormat
import Postgres
import Retrieval
import TestSupport
import Testing

@Suite("Keys of documents")
struct DocumentKeyTests {
    private func new(_ key: String?, _ content: String, title: String? = nil, _ metadata: String = "{}") -> NewDocument
    {
        NewDocument(key: key, title: title, content: content, metadata: JSONText(metadata))
    }

    @Test("a known key updates its document; what is the same is left alone, and its vectors with it")
    func upsert() async throws {
        try await DocumentBench.run { bench in
            let first = try await bench.put([new("a", "Tea.", title: "T")])[0]
            #expect(first.outcome == .created)
            let id = first.document.id
            // A vector that the model would not make tells whether the text was embedded again.
            let mark = Vector(Array(repeating: 0.25, count: 384))
            try await bench.pool.execute("UPDATE documents SET embedding = \(mark) WHERE id = \(id)")
            func isMarked() async throws -> Bool {
                try await bench.pool.query("SELECT embedding FROM documents")[0].decode(Vector.self) == mark
            }

            let same = try await bench.put([new("a", "Tea.", title: "T")])[0]
            #expect(same.outcome == .unchanged)
            #expect(same.document.id == id)
            #expect(same.document.updatedAt == first.document.updatedAt)

            let retitled = try await bench.put([new("a", "Tea.", #"{"n":1}"#)])[0]
            #expect(retitled.outcome == .updated)
            #expect(retitled.document.title == nil)
            #expect(retitled.document.metadata?.text == #"{"n": 1}"#)
            #expect(retitled.document.createdAt == first.document.createdAt)
            #expect(try await isMarked())

            let rewritten = try await bench.put([new("a", "Coffee.")])[0]
            #expect(rewritten.outcome == .updated)
            #expect(rewritten.document.id == id)
            #expect(try await !isMarked())
            #expect(try await bench.store.document(.key("a"))?.content == "Coffee.")
        }
    }

    @Test("the text of a key that changes meanwhile is not taken for the new one")
    func changedMeanwhile() async throws {
        try await DocumentBench.run { bench in
            _ = try await bench.put([new("a", "Tea.")])
            var late = [new("a", "Tea.")]
            try await bench.collection.embed(&late)
            _ = try await bench.put([new("a", "Coffee.")])
            let stored = try await bench.pool.transaction { [late] in try await bench.store.put(late, on: $0) }[0]
            #expect(stored.outcome == .updated)
            // Nobody embedded it, so it waits for its vectors.
            #expect(stored.document.passages == 0)
            #expect(try await bench.store.document(.key("a"))?.content == "Tea.")
            #expect(try await bench.store.texts.hasBacklog())
        }
    }

    @Test("keys are compared byte by byte")
    func bytes() async throws {
        try await DocumentBench.run { bench in
            let keys = ["\u{E9}", "e\u{301}", "E\u{301}", "e", "e "]
            let stored = try await bench.put(keys.map { new($0, "Text.") })
            #expect(Set(stored.map(\.document.id)).count == keys.count)
            for (key, stored) in zip(keys, stored) {
                #expect(try await bench.store.id(of: .key(key)) == stored.document.id)
            }
        }
    }

    @Test("of ten writers on one key all succeed, and one document is left")
    func tenWriters() async throws {
        try await DocumentBench.run { bench in
            let outcomes = try await withThrowingTaskGroup(of: StoredDocument.Outcome.self) { group in
                for number in 0..<10 { group.addTask { try await bench.put([new("a", "Text \(number).")])[0].outcome } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == .created } == 1)
            #expect(outcomes.count { $0 == .updated } == 9)
            #expect(try await bench.pool.query("SELECT FROM documents").count == 1)
        }
    }

    @Test("batches that share their keys in other orders do not keep each other from being stored")
    func sharedKeys() async throws {
        try await DocumentBench.run { bench in
            let keys = (0..<40).map { "key \($0)" }
            try await withThrowingTaskGroup { group in
                for number in 0..<6 {
                    let documents = keys.shuffled().map { new($0, "Text \(number).") }
                    group.addTask { _ = try await bench.put(documents) }
                }
                try await group.waitForAll()
            }
            let left = try await bench.pool.query("SELECT count(*), count(DISTINCT content) FROM documents")[0]
            #expect(try left.decode((Int, Int).self) == (40, 1))
        }
    }

    @Test("a batch is stored in its order, long texts with all their passages, known keys among new ones")
    func batch() async throws {
        try await DocumentBench.run { bench in
            let long = String(repeating: "A sentence about nothing much at all. ", count: 80)
            _ = try await bench.put([new("known", long)])
            let stored = try await bench.put([
                new(nil, "One."), new("known", "Two."), new(nil, long), new("new", "Four."), new(nil, "One."),
            ])
            #expect(stored.map(\.outcome) == [.created, .updated, .created, .created, .created])
            let contents = ["One.", "Two.", long, "Four.", "One."]
            for (stored, content) in zip(stored, contents) {
                let document = try #require(try await bench.store.document(.id(stored.document.id)))
                #expect(document.content == content)
                #expect(document.passages == stored.document.passages)
            }
            #expect(stored[2].document.passages > 2)
            #expect(stored[1].document.passages == 1)
        }
    }

    @Test("ids that others have taken are skipped by a batch as a whole")
    func takenIDs() async throws {
        try await DocumentBench.run { bench in
            try await bench.pool.execute("INSERT INTO documents (id, content) VALUES (2, 'taken'), (9, 'taken')")
            let stored = try await bench.put((0..<4).map { new($0 == 1 ? "a" : nil, "Text \($0).") })
            #expect(stored.map(\.document.id) == [10, 11, 12, 13])
            #expect(stored.allSatisfy { $0.outcome == .created })
            #expect(try await bench.pool.query("SELECT FROM documents").count == 6)
        }
    }

    @Test("one by one, what the database refuses fails alone")
    func each() async throws {
        try await DocumentBench.run { bench in
            try await bench.pool.execute("ALTER TABLE documents ADD CHECK (title <> 'bad')")
            var documents = [new("a", "One."), new("b", "Two.", title: "bad"), new(nil, "Three.")]
            try await bench.collection.embed(&documents)
            let results = try await bench.pool.transaction { [documents] in
                try await bench.store.putEach(documents, on: $0)
            }
            #expect(results.map { (try? $0.get())?.outcome } == [.created, nil, .created])
            #expect(try await bench.pool.query("SELECT FROM documents").count == 2)
        }
    }

    @Test(
        "lists come in every order, page after page, without a gap or a repetition",
        arguments: DocumentOrder.allCases
    )
    func lists(_ order: DocumentOrder) async throws {
        try await DocumentBench.run { bench in
            try await bench.pool.execute(
                """
                INSERT INTO documents (title, content, created_at, updated_at) VALUES
                    ('b', '1', 'infinity', NULL), (NULL, '2', '2026-01-01', '2026-01-02'), ('b', '3', NULL, '-infinity'),
                    ('Ü', '4', '0044-03-15 BC', '2026-01-02'), ('', '5', '2026-01-01', 'infinity'),
                    ('a', '6', '2026-01-01 00:00:00.000001', '20000-01-01')
                """
            )
            let expected: [Int32] =
                switch order {
                case .id: [1, 2, 3, 4, 5, 6]
                case .newest: [1, 6, 5, 2, 4, 3]
                case .updated: [5, 6, 4, 2, 3, 1]
                case .title: [2, 5, 6, 1, 3, 4]
                }
            for size in [1, 4, 6] as [Int32] {
                var ids: [Int32] = []
                var position: DocumentOrder.Position?
                while true {
                    let page = try await bench.store.documents(
                        matching: .init([:], of: .documents),
                        by: order,
                        after: position,
                        limit: size
                    )
                    guard let last = page.last else { break }
                    ids += page.map(\.id)
                    position = order.position(of: last)
                }
                #expect(ids == expected)
            }
        }
    }
}
