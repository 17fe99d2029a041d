import Foundation
import TestSupport
import Testing

extension VectorStore {
    @Suite("Callers who may write and not read")
    struct WriteOnlyTests {
        private static let secret = "a secret of others"

        /// Gives `body` a client with a token for writing alone, and a document of somebody else.
        private func withStranger(
            _ body: (_ client: StreamableHTTPClient, _ id: JSONValue) async throws -> Void
        ) async throws {
            try await withDatabaseAccess { database in
                try await withTemporaryFolder { folder in
                    let file = folder.appending(path: "tokens")
                    try file.write("ann write token-of-ann-and-no-other\nbob read,write token-of-bob-and-no-other\n")
                    let settings = ["DATABASE_URL": database.url, "MCP_AUTH_TOKEN_FILE": file.path]
                    try await server.with(settings: settings).overHTTP(nil) { client in
                        await client.use(token: "token-of-bob-and-no-other")
                        await client.use(.r20260728)
                        let secret: JSONValue = .string(Self.secret)
                        let id = try await client.add(Self.secret, title: Self.secret, metadata: ["secret": secret])
                        await client.use(token: "token-of-ann-and-no-other")
                        try await client.open(.r20260728)
                        try await body(client, id)
                    }
                }
            }
        }

        @Test("learn of what they change which document it is and its version, and nothing that was stored")
        func receipts() async throws {
            try await withStranger { client, id in
                for change in [["content": "new"], ["title": "new"], ["metadata": [:]]] as [JSONValue] {
                    var arguments = change
                    arguments["id"] = id
                    let outcome = try await client.call("update_document", arguments)
                    #expect(try outcome.value.object?.keys.sorted() == ["id", "reembedded", "updated_at"])
                    #expect(!outcome.text.contains(Self.secret))
                }
                let added = try await client.value("add_document", ["content": "mine", "title": "mine"])
                #expect(added.object?.keys.sorted() == ["id", "updated_at"])
                // Whether there was a document with a key is told to those who may read.
                let keyed: JSONValue = ["content": "mine", "key": "k"]
                for _ in 0..<2 {
                    #expect(
                        try await client.value("add_document", keyed).object?.keys.sorted() == ["id", "updated_at"]
                    )
                    let many = try await client.value("add_documents", ["documents": [keyed]])
                    #expect(many["results"]?[0]?.object?.keys.sorted() == ["id"])
                }
                let deleted = try await client.value("delete_document", ["id": id])
                #expect(deleted == ["id": id, "deleted": true])
            }
        }

        @Test("learn no more over REST, whether the change is made or refused")
        func receiptsOverREST() async throws {
            try await withStranger { client, id in
                let path = "\(client.origin)/api/v1/documents/\(id.int ?? 0)"
                let body = #"{"title":"new"}"#
                let stale = try await client.fetch("PUT", path, headers: ["If-Match": "\"x\""], body: body)
                #expect(stale.status == 412)
                #expect(!stale.text.contains(Self.secret))
                let changed = try await client.fetch("PUT", path, body: body)
                #expect(changed.status == 200)
                #expect(changed.head["etag"] != nil)
                #expect(try changed.json.object?.keys.sorted() == ["id", "reembedded", "updated_at"])
            }
        }

        @Test(
            "cannot count by deleting: a filter needs reading too",
            arguments: [["expected_count": 99], [:]] as [JSONValue]
        )
        func counting(_ count: JSONValue) async throws {
            try await withStranger { client, _ in
                var arguments = count
                arguments["filter"] = ["secret": .string(Self.secret)]
                let refused = try await client.request(
                    "tools/call",
                    ["name": "delete_documents", "arguments": arguments]
                )
                #expect(refused.head?.status == 403)
                #expect(refused.head?["www-authenticate"]?.contains(#"scope="read write""#) == true)
                let overREST = try await client.fetch(
                    "POST",
                    "\(client.origin)/api/v1/tools/delete_documents",
                    body: try arguments.serialized
                )
                #expect(overREST.status == 403)
                let listed = try await client.request("tools/list").result["tools"]?.array ?? []
                #expect(
                    listed.compactMap { $0["name"]?.string } == [
                        "add_document", "add_documents", "update_document", "delete_document", "get_task",
                    ]
                )
            }
        }
    }
}
