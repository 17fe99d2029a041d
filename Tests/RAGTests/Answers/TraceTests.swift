import TestSupport
import Testing

extension RAGSpecification {
    @Suite("What is kept of a question")
    struct TraceTests {
        private static let question = "When does the harbour gate close?"

        @Test("of a question about a former text its version is cited and kept, and how it was asked")
        func former() async throws {
            let key = uniqueName()
            try await whole.overStdio { client in
                let id = try #require(
                    try await client.add("The harbour gate closes at nine o'clock in the evening.", as: key)["id"]
                )
                try await client.add("The harbour gate closes at eleven o'clock at night.", as: key)
                let source = try await client.value("get_source", ["id": id])
                let time = try #require(source["former_versions"]?[0]?["valid_from"])
                let asked: JSONValue = [
                    "query": .string(Self.question), "source_ids": [id], "as_of": time, "min_score": 0.125,
                    "answer_by": "extraction", "expansion": "none",
                ]
                let answer = try await client.value("rag_query", asked)
                #expect(answer["answer"]?.string?.contains("nine o'clock") == true)
                #expect(answer["citations"]?.array?.map { $0["version"] } == [1])
                let kept = try await client.value("get_query", ["id": answer["query_id"] ?? nil])
                #expect(kept["trace"]?["citations"]?.array?.map { $0["version"] } == [1])
                let candidates = try #require(kept["trace"]?["candidates"]?.array)
                #expect(candidates.map { $0["version"] } == [1])
                var expected = asked
                expected["query"] = nil
                expected["filter"] = [:]
                #expect(kept["metadata"] == expected)
            }
        }

        @Test("of a question about present texts no version is kept")
        func present() async throws {
            try await whole.overStdio { client in
                let id = try await client.source("The harbour gate closes at nine o'clock in the evening.")
                let asked: JSONValue = ["query": .string(Self.question), "source_ids": [id]]
                let answer = try await client.value("rag_query", asked)
                let kept = try await client.value("get_query", ["id": answer["query_id"] ?? nil])
                let citation = try #require(kept["trace"]?["citations"]?[0])
                #expect(citation["source_id"] == id)
                #expect(citation["version"] == nil)
                #expect(kept["metadata"]?["source_ids"] == [id])
                #expect(kept["metadata"]?["as_of"] == nil)
            }
        }
    }
}
