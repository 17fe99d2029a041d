import Async
import Documents
import Postgres
import Retrieval
import TestSupport
import Testing

@Suite("The index of words")
struct KeywordIndexTests {
    private func postings(_ query: String, _ bench: DocumentBench) async throws -> [String] {
        try await bench.pool.query(SQL(unsafe: query)).map { row in
            let (lexeme, id, count, length) = try row.decode((String, Int32, Int32, Int32).self)
            return "\(lexeme) \(id) \(count) \(length)"
        }
    }

    private func expectFresh(_ bench: DocumentBench) async throws {
        let found = try await postings(KeywordPostings.kept, bench)
        let expected = try await postings(KeywordPostings.fresh, bench)
        #expect(found.count == expected.count)
        #expect(found == expected)
    }

    private func found(_ query: String, _ bench: DocumentBench) async throws -> [Int64] {
        try await bench.store.texts.searchKeywords(query).hits.map(\.id)
    }

    /// Rows of some of a hundred words, as another program writes them.
    private func write(_ rows: ClosedRange<Int>, _ bench: DocumentBench) async throws {
        try await bench.pool.execute(
            """
            INSERT INTO documents (id, title, content)
            SELECT n, 'row' || n, (SELECT string_agg('word' || (n * k * k) % 101, ' ') FROM generate_series(1, n % 7 + 2) AS k)
            FROM generate_series(\(rows.lowerBound), \(rows.upperBound)) AS n
            """
        )
    }

    @Test("what other programs insert, change and delete is found, or found no more, at once")
    func otherPrograms() async throws {
        try await DocumentBench.run { bench in
            try await bench.pool.execute("INSERT INTO documents (id, title, content) VALUES (5, 'Zoo', 'two whales')")
            #expect(try await found("whale", bench) == [5])
            #expect(try await found("zoo", bench) == [5])
            try await bench.pool.execute("UPDATE documents SET content = 'three owls' WHERE id = 5")
            #expect(try await found("whale", bench) == [])
            #expect(try await found("owl", bench) == [5])
            try await bench.pool.execute("UPDATE documents SET id = 6 WHERE id = 5")
            #expect(try await found("owl", bench) == [6])
            try await bench.pool.execute("DELETE FROM documents")
            #expect(try await found("owl", bench) == [])
            try await write(1...10, bench)
            try await bench.pool.execute("TRUNCATE documents CASCADE")
            #expect(try await postings(KeywordPostings.kept, bench) == [])
        }
    }

    @Test("merged and changed again and again, it says what a fresh one says")
    func equalsFresh() async throws {
        try await DocumentBench.run { bench in
            let merge = { () async throws in
                let outcome = try await bench.store.texts.indexKeywords(mergingFrom: 1)
                #expect(outcome == .done)
            }
            try await write(1...900, bench)
            try await merge()
            try await expectFresh(bench)
            try await bench.pool.execute("UPDATE documents SET content = content || ' word7 again' WHERE id % 3 = 0")
            try await bench.pool.execute("DELETE FROM documents WHERE id % 5 = 0")
            try await expectFresh(bench)
            try await merge()
            try await expectFresh(bench)
            try await write(5...5, bench)
            try await write(901...1200, bench)
            try await merge()
            try await expectFresh(bench)
            let unmerged = try await bench.pool.query("SELECT count(*) FROM document_postings")[0].decode(Int.self)
            #expect(unmerged == 0)
        }
    }

    @Test(
        "rows of a large statement wait, and the answer says how many; each is indexed once by whoever shares the work"
    )
    func waiting() async throws {
        try await DocumentBench.run { bench in
            try await write(1...1500, bench)
            let result = try await bench.store.texts.searchKeywords("row77")
            #expect(result.hits.isEmpty)
            #expect(result.waiting.postings == 1500)
            try await withThrowingTaskGroup { group in
                for _ in 0..<3 { group.addTask { _ = try await bench.store.texts.indexKeywords(mergingFrom: 1) } }
                try await group.waitForAll()
            }
            let later = try await bench.store.texts.searchKeywords("row77")
            #expect(later.hits.map(\.id) == [77])
            #expect(later.waiting.postings == 0)
            try await expectFresh(bench)
        }
    }

    @Test("texts that come one by one make few blocks of a word, each larger than all after it, in their order")
    func appended() async throws {
        try await DocumentBench.run { bench in
            for row in 1...45 {
                try await write(row...row, bench)
                _ = try await bench.store.texts.indexKeywords(mergingFrom: 1)
            }
            try await expectFresh(bench)
            let blocks = try await bench.pool.query(
                "SELECT ids FROM document_posting_blocks WHERE lexeme = '' ORDER BY first"
            ).map { try $0.decode([Int32].self) }
            #expect(blocks.map(\.count) == [32, 8, 4, 1])
            #expect(Array(blocks.joined()) == Array(1...45))
        }
    }

    @Test("a merge that dies halfway changes nothing, and the next one completes it")
    func killed() async throws {
        try await DocumentBench.run { bench in
            try await write(1...900, bench)
            for rows in [10, 500, 3000] as [Int32] {
                await #expect(throws: (any Error).self) {
                    try await bench.pool.transaction { connection in
                        try await connection.execute(
                            "SELECT paddle_merge_postings('documents'::regclass, \(rows))"
                        )
                        try await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                    }
                }
                try await expectFresh(bench)
            }
            #expect(try await bench.store.texts.indexKeywords(mergingFrom: 1) == .done)
            try await expectFresh(bench)
        }
    }

    @Test("merging takes no longer where the planner believes that there is nothing to merge")
    func outdatedStatistics() async throws {
        try await DocumentBench.run { bench in
            try await write(1...900, bench)
            #expect(try await bench.store.texts.indexKeywords(mergingFrom: 1) == .done)
            // Its pages stay, and are known to have been empty.
            try await bench.pool.execute("VACUUM (TRUNCATE off) document_postings")
            for start in [1_000, 2_000] { try await write(start...start + 999, bench) }
            let merged = try await bench.pool.transaction { connection in
                // A guard against hanging: as a nested loop over both it would take many minutes.
                try await connection.execute("SET LOCAL statement_timeout = '60s'")
                return try await connection.query("SELECT paddle_merge_postings('documents'::regclass, 10000)")[0]
                    .decode(Int32.self)
            }
            #expect(merged == 10_000)
            try await expectFresh(bench)
        }
    }

    @Test("writers and mergers at once leave an index that says what a fresh one says")
    func concurrent() async throws {
        try await DocumentBench.run { bench in
            try await withThrowingTaskGroup { group in
                for writer in 0..<4 {
                    group.addTask {
                        for round in 0..<6 {
                            let first = writer * 1000 + round * 10
                            try await write(first...first + 9, bench)
                            try await bench.pool.execute(
                                "UPDATE documents SET content = content || ' changed' WHERE id = \(Int32(first))"
                            )
                            try await bench.pool.execute("DELETE FROM documents WHERE id = \(Int32(first + 1))")
                        }
                    }
                }
                group.addTask {
                    for _ in 0..<6 { _ = try await bench.store.texts.indexKeywords(mergingFrom: 1) }
                }
                try await group.waitForAll()
            }
            try await expectFresh(bench)
            while try await bench.store.texts.indexKeywords(mergingFrom: 1) != .done {}
            try await expectFresh(bench)
        }
    }

    @Test("the language can be changed; the rows are indexed anew")
    func language() async throws {
        try await DocumentBench.run { bench in
            try await bench.pool.execute("INSERT INTO documents (id, content) VALUES (1, 'Die Häuser der Stadt')")
            #expect(try await found("Haus", bench) == [])
            try await bench.pool.execute(
                "CALL paddle_keep_keywords('documents', 'id', '{title,content}', 'document', 'german')"
            )
            #expect(try await bench.store.texts.indexKeywords() == .done)
            #expect(try await found("Haus", bench) == [1])
            #expect(try await found("der", bench) == [])
        }
    }
}
