import Glibc
import TestSupport
import Testing

extension VectorStore {
    @Suite("The server ends in the middle of a call")
    struct CrashTests {
        @Test("SIGTERM in the middle of a call ends the server with status 0, and leaves all or nothing")
        func busySignal() async throws {
            let tag = uniqueTag()
            let content = Prose.words(40_000)
            let ending = try await server.overStdio { client in
                try await client.addLong(content, tag: tag)
                try await client.waitForNotifications("notifications/progress")
                client.process.signal(SIGTERM)
                #expect(await client.process.waitForExit())
            }
            #expect(ending.status == .exited(0))
            try await expectAllOrNothing(of: content, tag: tag)
        }

        /// How much of the work is done.
        enum Moment: CaseIterable {
            case nothing
            case little
            case half
            case almostAll

            var share: Double {
                switch self {
                case .nothing: 0
                case .little: 0.01
                case .half: 0.5
                case .almostAll: 0.95
                }
            }
        }

        @Test(
            "kill -9 in the middle of adding leaves either the whole document or none",
            arguments: Moment.allCases
        )
        func killedWhileAdding(_ moment: Moment) async throws {
            let tag = uniqueTag()
            let content = Prose.words(12_000)
            let ending = try await server.overStdio { client in
                try await client.addLong(content, tag: tag)
                if moment.share > 0 {
                    try await client.waitForNotifications("notifications/progress") { seen in
                        guard let params = seen.last?["params"], let total = params["total"]?.double else {
                            return false
                        }
                        return (params["progress"]?.double ?? 0) >= moment.share * total
                    }
                }
                client.process.signal(SIGKILL)
                #expect(await client.process.waitForExit())
            }
            #expect(ending.status == .signaled(SIGKILL))
            try await expectAllOrNothing(of: content, tag: tag)
        }

        @Test("kill -9 in the middle of an update leaves the old document or the new one, never a mixture")
        func killedWhileUpdating() async throws {
            let tag = uniqueTag()
            let (old, new) = (Prose.fact, Prose.words(12_000))
            try await server.overStdio { client in _ = try await client.add(old, metadata: ["tag": tag]) }
            try await server.overStdio { client in
                let id = try #require(try await client.search(Prose.question, filter: ["tag": tag]).first?["id"])
                try await client.send(
                    "tools/call",
                    [
                        "name": "update_document", "arguments": ["id": id, "content": .string(new)],
                        "_meta": ["progressToken": 1],
                    ]
                )
                try await client.waitForNotifications("notifications/progress")
                client.process.signal(SIGKILL)
                #expect(await client.process.waitForExit())
            }
            try await server.overStdio { client in
                // By meaning alone, since how much words weigh depends on what other tests store.
                let hits = try await client.search(Prose.question, mode: "vector", filter: ["tag": tag])
                let hit = try #require(hits.first)
                let id = try #require(hit["id"])
                try await client.withDocuments([id]) {
                    let document = try await client.document(id)
                    if document["content"]?.string == old {
                        #expect(document["passages"] == 1)
                        #expect(try #require(hit["score"]?.double) > 0.5)
                    } else {
                        #expect(document["content"]?.string == new)
                        #expect(try #require(document["passages"]?.int) > 1)
                    }
                }
            }
        }

        @Test("once the answer is out, the document survives kill -9")
        func killedAfterAnswer() async throws {
            let tag = uniqueTag()
            try await server.overStdio { client in
                _ = try await client.add(Prose.fact, metadata: ["tag": tag])
                client.process.signal(SIGKILL)
                #expect(await client.process.waitForExit())
            }
            try await server.overStdio { client in
                let hit = try #require(try await client.search(Prose.question, filter: ["tag": tag]).first)
                try await client.withDocuments([try #require(hit["id"])]) {
                    #expect(hit["content"]?.string == Prose.fact)
                }
            }
        }
    }
}
