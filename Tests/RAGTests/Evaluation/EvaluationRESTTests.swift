import TestSupport
import Testing

extension RAGSpecification {
    @Suite("Evaluation over REST")
    struct EvaluationRESTTests {
        @Test("a set is put, read and measured with, and a search is explained, by their routes")
        func routes() async throws {
            try await whole.overHTTP { client in
                let (set, key) = (uniqueName(), uniqueName())
                let body: JSONValue = ["key": .string(key), "content": "The sluice was cast in 1790 by the founders."]
                let id = try #require(try await client.ask("POST", "/api/v1/sources", body).json["id"])
                let judged: JSONValue = [["query": "When was the sluice cast?", "relevant": [["key": .string(key)]]]]
                let put = try await client.ask("PUT", "/api/v1/judgements/\(set)", ["judgements": judged])
                #expect(put.status == 200, "\(put)")
                let stored = try await client.ask("GET", "/api/v1/judgements/\(set)").json
                #expect(stored["judgements"]?[0]?["relevant"]?[0]?["id"] == id)
                #expect(try await client.ask("GET", "/api/v1/judgements/\(uniqueName())").status == 404)
                let asked: JSONValue = ["set": .string(set), "wait_seconds": 60]
                let measured = try await client.ask("POST", "/api/v1/evaluations", asked)
                #expect(try measured.json["questions"] == 1, "\(measured)")
                let why: JSONValue = ["query": "When was the sluice cast?", "key": .string(key), "source_ids": [id]]
                let explained = try await client.ask("POST", "/api/v1/explanations", why)
                #expect(try explained.json["verdict"] == "found")
            }
        }
    }
}
