import TestSupport
import Testing

extension RAGSpecification {
    /// Both servers in the home of the tests, and so over one database.
    @Suite("Documents that rag and vector-store share")
    struct SharingTests {
        private var vectorStore: TestServer { get throws { TestServer("vector-store", home: try server.home) } }

        @Test("what vector-store adds, rag cuts and finds; what it changes and deletes, too")
        func added() async throws {
            let key = uniqueName()
            let document: JSONValue = ["key": .string(key), "content": "The auk breeds on the cliffs of Hornøya."]
            try await server.overStdio { rag in
                try await vectorStore.overStdio { store in
                    let id = try #require(try await store.value("add_document", document)["id"])
                    try await eventually("rag has cut it") {
                        try await !rag.passages("Where does the auk breed?", in: [id]).isEmpty
                    }
                    var changed = document
                    changed["content"] = "The auk winters far out at sea."
                    _ = try await store.value("add_document", changed)
                    try await eventually("rag finds the new text alone") {
                        let hits = try await rag.passages("auk", in: [id])
                        return hits.map { $0["content"] } == ["The auk winters far out at sea."]
                    }
                    _ = try await store.value("delete_document", ["key": .string(key)])
                    #expect(try await rag.passages("auk", in: [id]).isEmpty)
                }
            }
        }

        @Test("what rag adds, vector-store finds by any part of it, and the model reads it once")
        func shared() async throws {
            let key = uniqueName()
            let text =
                (1...12).map { "Paragraph \($0). \(Prose.words(60))" }.joined(separator: "\n\n")
                + "\n\nThe very last word is ptarmigan."
            try await server.overStdio { rag in
                let id = try #require(try await rag.add(text, as: key)["id"]?.int)
                try await vectorStore.overStdio { store in
                    try await eventually("the document has the vectors of its chunks") {
                        let document = try await store.value("get_document", ["id": .int(id), "passage_ranges": true])
                        let chunks = try await rag.value("get_source", ["id": .int(id)])["source"]?["chunks"]
                        return document["passages"] == chunks
                    }
                    let asked: JSONValue = ["query": "ptarmigan", "mode": "vector", "limit": 3]
                    let hits = try await store.value("search_documents", asked)["hits"]?.array
                    #expect(hits?.contains { $0["key"] == .string(key) } == true)
                }
            }
        }
    }
}
