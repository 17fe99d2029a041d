import TestSupport
import Testing

extension VectorStore {
    @Suite("Progress of adding a document")
    struct ProgressTests {
        @Test(
            "progress carries the token as it was sent and grows up to the total",
            arguments: [7, "seven", 0, ""] as [JSONValue]
        )
        func progress(_ token: JSONValue) async throws {
            try await server.overStdio { client in
                let outcome = try await client.call(
                    "add_document",
                    ["content": .string(Prose.words(6_000))],
                    meta: ["progressToken": token]
                )
                let id = try #require(try outcome.value["id"])
                try await client.withDocuments([id]) {
                    let seen = await client.notifications("notifications/progress").compactMap { $0["params"] }
                    #expect(!seen.isEmpty)
                    for params in seen {
                        #expect(params["progressToken"] == token)
                        let total = try #require(params["total"]?.double)
                        #expect(try #require(params["progress"]?.double) <= total)
                    }
                }
            }
        }

        @Test("without a token there is no progress")
        func noProgressUnasked() async throws {
            try await server.overStdio { client in
                let added = try await client.value("add_document", ["content": .string(Prose.words(2_000))])
                try await client.withDocuments([try #require(added["id"])]) { () async throws in
                    #expect(await client.notifications("notifications/progress").isEmpty)
                }
            }
        }
    }
}
