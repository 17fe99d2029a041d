import Documents
import Postgres
import Retrieval
import TestSupport
import Testing

@Suite("Documents that say the same")
struct DuplicateTests {
    /// All groups, page by page.
    private func groups(_ bench: DocumentBench, limit: Int32, within time: Duration = .seconds(10)) async throws
        -> [DuplicateGroup]
    {
        let search = DuplicateSearch(bench.store.texts, threshold: 0.9, limit: limit, within: time)
        var (groups, position): ([DuplicateGroup], DuplicatePosition?) = ([], nil)
        repeat {
            let findings = try await search.find(after: position)
            groups += findings.groups
            position = findings.next
        } while position != nil
        return groups
    }

    @Test(
        "equal texts make a group, and nearly equal ones a pair; nothing else is found",
        arguments: [1, 2, 50] as [Int32]
    )
    func found(_ limit: Int32) async throws {
        try await DocumentBench.run { bench async throws in
            var ids: [Int64] = []
            for text in [
                "A whale sings in the deep sea.", "Sencha is steamed after the harvest.",
                "A whale sings in the deep sea.",
                "Sencha is steamed after harvest.", "The train to Bergen leaves at nine.",
                "A whale sings in the deep sea.",
                "The train to Bergen leaves at nine.",
            ] { ids.append(Int64(try await bench.add(text).id)) }
            let groups = try await groups(bench, limit: limit)
            #expect(groups.filter(\.isSameText).map(\.ids) == [[ids[0], ids[2], ids[5]], [ids[4], ids[6]]])
            #expect(groups.filter { !$0.isSameText }.map(\.ids) == [[ids[1], ids[3]]])
            #expect(groups.allSatisfy { $0.count == Int64($0.ids.count) && (0.9...1).contains($0.score) })
        }
    }

    @Test("texts that only begin alike are no duplicates")
    func beginAlike() async throws {
        try await DocumentBench.run { bench async throws in
            let start = String(repeating: "The keeper feeds the seals at noon. ", count: 60)
            _ = try await bench.add(start + String(repeating: "Interest rates rose by a quarter. ", count: 120))
            _ = try await bench.add(start + String(repeating: "The violin needs new strings. ", count: 120))
            #expect(try await groups(bench, limit: 10).isEmpty)
        }
    }

    @Test("where time is up a page ends, and the next goes on")
    func bounded() async throws {
        try await DocumentBench.run { bench async throws in
            try await bench.fill(count: 1_000)
            try await bench.pool.execute(
                """
                INSERT INTO documents (content, embedding, embedding_model, embedded_length)
                SELECT content || '.', embedding, embedding_model, embedded_length FROM documents WHERE id % 100 = 0
                """
            )
            let groups = try await groups(bench, limit: 100, within: .zero)
            #expect(groups.count == 10)
            #expect(groups.allSatisfy { $0.score > 0.999 && !$0.isSameText })
        }
    }
}
