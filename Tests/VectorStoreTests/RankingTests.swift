import TestSupport
import Testing

extension VectorStore {
    /// The figures that README gives, measured through the tool itself on the Cranfield collection: 1,400 abstracts and 225
    /// questions with judgements. The data does not come with the project.
    @Suite(
        "Ranking",
        .enabled(if: LongTests.areAsked, "PADDLE_LONG_TESTS is not set"),
        .enabled(if: Cranfield.isPresent, "the collection is not there (PADDLE_SHARED)")
    )
    struct RankingTests {
        @Test("words and meaning rank well, and both together better")
        func cranfield() async throws {
            let collection = try Cranfield()
            let tag = uniqueTag()
            try await server.overStdio { client in
                var numbers: [Int: Int] = [:]
                for document in collection.documents {
                    let id = try await client.add(document.text, title: document.title, metadata: ["tag": tag])
                    numbers[try #require(id.int)] = document.number
                }
                let ids = numbers.keys.map { JSONValue.int($0) }
                try await client.withDocuments(ids) { () async throws in
                    var gains: [String: Double] = [:]
                    for mode in ["vector", "keyword", "hybrid"] {
                        let gain = try await collection.gain { question in
                            let hits = try await client.search(question, mode: mode, filter: ["tag": tag])
                            return hits.compactMap { $0["id"]?.int.flatMap { numbers[$0] } }
                        }
                        print("Cranfield, \(mode): nDCG@10 \(gain)")
                        gains[mode] = gain
                    }
                    #expect(try #require(gains["vector"]) >= 0.39)
                    #expect(try #require(gains["keyword"]) >= 0.39)
                    #expect(try #require(gains["hybrid"]) >= 0.455)
                }
            }
        }
    }
}
