import TestSupport
import Testing

extension RAGSpecification {
    @Suite("REST")
    struct RESTTests {
        @Test("a source is added, asked about, read and deleted by its routes")
        func routes() async throws {
            try await server.overHTTP { client in
                let key = uniqueName()
                let body: JSONValue = ["key": .string(key), "content": "The weir was rebuilt in 1887 by the millers."]
                let added = try await client.ask("POST", "/api/v1/sources", body)
                #expect(added.status == 200)
                let id = try #require(try added.json["id"]?.int)
                let question: JSONValue = ["query": "When was the weir rebuilt?", "source_ids": [.int(id)]]
                let answer = try await client.ask("POST", "/api/v1/answers", question)
                #expect(try answer.json["answer"]?.string?.contains("1887") == true)
                let source = try await client.ask("GET", "/api/v1/sources/\(id)")
                #expect(try source.json["source"]?["key"] == .string(key))
                #expect(try await client.ask("DELETE", "/api/v1/sources/\(id)").status == 200)
                #expect(try await client.ask("GET", "/api/v1/sources/\(id)").status == 404)
            }
        }
    }
}
