import Glibc
import TestSupport
import Testing

extension BlackBox {
    @Suite("A crash of the server")
    struct CrashTests {
        @Test(
            "kill -9 in the middle of adding leaves either the whole document or none",
            arguments: [0.0, 0.01, 0.5, 0.95]
        )
        func killedWhileAdding(share: Double) async throws {
            let tag = uniqueTag()
            let content = Prose.words(12_000)
            let ending = try await server.run { client in
                try await client.addLong(content, tag: tag)
                if share > 0 {
                    try await client.waitForNotifications("notifications/progress") { seen in
                        guard let params = seen.last?["params"], let total = params["total"]?.double else {
                            return false
                        }
                        return (params["progress"]?.double ?? 0) >= share * total
                    }
                }
                await client.signal(SIGKILL)
                #expect(await client.waitForExit())
            }
            #expect(ending.status == .signaled(SIGKILL))
            try await expectAllOrNothing(of: content, tag: tag)
        }

        @Test("kill -9 in the middle of an update leaves the old document or the new one, never a mixture")
        func killedWhileUpdating() async throws {
            let tag = uniqueTag()
            let (old, new) = (Prose.fact, Prose.words(12_000))
            try await server.run { client in _ = try await client.add(old, metadata: ["tag": tag]) }
            try await server.run { client in
                let id = try #require(try await client.search(Prose.question, filter: ["tag": tag]).first?["id"])
                try await client.send(
                    "tools/call",
                    [
                        "name": "update_document", "arguments": ["id": id, "content": .string(new)],
                        "_meta": ["progressToken": 1],
                    ]
                )
                try await client.waitForNotifications("notifications/progress")
                await client.signal(SIGKILL)
                #expect(await client.waitForExit())
            }
            try await server.run { client in
                let hit = try #require(try await client.search(Prose.question, filter: ["tag": tag]).first)
                let document = try await client.value("get_document", ["id": try #require(hit["id"])])
                if document["content"]?.string == old {
                    #expect(document["passages"] == 1)
                    #expect(try #require(hit["score"]?.double) > 0.5)
                } else {
                    #expect(document["content"]?.string == new)
                    #expect(try #require(document["passages"]?.int) > 1)
                }
                _ = try await client.value("delete_document", ["id": try #require(hit["id"])])
            }
        }

        @Test("once the answer is out, the document survives kill -9")
        func killedAfterAnswer() async throws {
            let tag = uniqueTag()
            try await server.run { client in
                _ = try await client.add(Prose.fact, metadata: ["tag": tag])
                await client.signal(SIGKILL)
                #expect(await client.waitForExit())
            }
            try await server.run { client in
                let hit = try #require(try await client.search(Prose.question, filter: ["tag": tag]).first)
                #expect(hit["content"]?.string == Prose.fact)
                _ = try await client.value("delete_document", ["id": try #require(hit["id"])])
            }
        }
    }
}
