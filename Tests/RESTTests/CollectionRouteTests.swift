import Foundation
import TestSupport
import Testing

@Suite("Collections over REST", .testBench("vector-store"))
struct CollectionRouteTests {
    @Test("a collection and its documents have routes")
    func routes() async throws {
        let name = "c-\(UUID().uuidString.prefix(13).lowercased())"
        try await TestBench.server.with("--toolsets", "all").overHTTP(nil) { client in
            let all = "/api/v1/collections"
            let made = try await client.ask("POST", all, ["name": .string(name)])
            #expect(made.status == 201)
            let path = "\(all)/\(name)"
            #expect(made.head["location"] == path)
            let added = try await client.ask("POST", "\(path)/documents", ["content": "Assam is malty."])
            #expect(added.status == 201)
            #expect(added.head["location"] == "\(path)/documents/1")
            #expect(try await client.ask("GET", "\(path)/documents/1").json["content"] == "Assam is malty.")
            let found = try await client.ask("POST", "\(path)/documents/search", ["query": "malty"])
            #expect(try found.json["hits"]?.array?.count == 1)
            #expect(try await client.ask("GET", path).json["documents"] == 1)
            #expect(try await client.ask("GET", all).json["collections"]?.array?.isEmpty == false)
            #expect(try await client.ask("GET", "\(all)/no-such/documents").status == 404)
            let elsewhere = try await client.ask("POST", "/api/v1/documents", ["content": "x", "collection": "y"])
            #expect(elsewhere.status == 400)
            #expect(try await client.ask("DELETE", "\(path)?expected_count=1").status == 200)
            #expect(try await client.ask("GET", path).status == 404)
        }
    }
}
