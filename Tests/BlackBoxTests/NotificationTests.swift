import TestSupport
import Testing

/// That nothing else answers is checked by the client in every test: an answer that nobody asked for, one to a
/// cancelled request, and progress against its rules are faults.
extension BlackBox {
    @Suite("Notifications, progress and cancelling")
    struct NotificationTests {
        @Test("a notification is never answered, known, unknown or malformed")
        func silent() async throws {
            let ending = try await server.run { client in
                try await client.notify("notifications/initialized")
                try await client.notify("notifications/roots/list_changed")
                try await client.notify("notifications/cancelled", ["requestId": "never-sent"])
                try await client.notify("notifications/cancelled", ["requestId": ["nested"]], judged: false)
                try await client.notify("notifications/cancelled", judged: false)
                try await client.notify("notifications/unknown", ["a": 1], judged: false)
                try await client.notify("tools/list", judged: false)
                try await client.notify("tools/call", ["name": "get_document", "arguments": ["id": 1]], judged: false)
                try await client.notify("initialize", judged: false)
                try await client.ping()
            }
            // initialize, tools/list and ping
            #expect(ending.received.count == 3)
        }

        @Test("responses that nobody waits for are ignored")
        func strayResponses() async throws {
            let ending = try await server.run { client in
                await client.sendLine(#"{"jsonrpc":"2.0","id":1,"result":{}}"#)
                await client.sendLine(#"{"jsonrpc":"2.0","id":"x","error":{"code":-1,"message":"no"}}"#)
                await client.sendLine(#"{"jsonrpc":"2.0","error":{"code":-32700,"message":"no"}}"#)
                try await client.ping()
            }
            #expect(ending.received.count == 3)
        }

        @Test("cancelling a request that has been answered does nothing")
        func cancelledLate() async throws {
            try await server.run { client in
                let id = try await client.send("tools/list")
                _ = try await client.reply(to: id)
                try await client.notify("notifications/cancelled", ["requestId": id])
                try await client.ping()
            }
        }

        @Test(
            "a cancelled call is never answered, stores nothing, and the server goes on",
            arguments: Revision.allCases
        )
        func cancelled(_ revision: Revision) async throws {
            let tag = uniqueTag()
            try await server.run(revision) { client in
                let call: JSONValue = [
                    "name": "add_document",
                    "arguments": ["content": .string(Prose.words(40_000)), "metadata": ["tag": tag]],
                    "_meta": ["progressToken": "long"],
                ]
                let id = try await client.send("tools/call", call)
                try await client.waitForNotifications("notifications/progress")
                try await client.cancel(id)
                try await client.ping()
                let found = try await client.value("search_documents", ["query": "bench", "filter": ["tag": tag]])
                #expect(found["hits"] == [])
            }
            // Only now can no answer come any more.
            try await server.run(revision) { client in
                let found = try await client.value("search_documents", ["query": "bench", "filter": ["tag": tag]])
                #expect(found["hits"] == [])
            }
        }

        @Test(
            "progress carries the token as it was sent and grows up to the total",
            arguments: [7, "seven", 0, ""] as [JSONValue]
        )
        func progress(_ token: JSONValue) async throws {
            try await server.run { client in
                let outcome = try await client.call(
                    "add_document",
                    ["content": .string(Prose.words(6_000))],
                    meta: ["progressToken": token]
                )
                let id = try #require(try outcome.value["id"])
                let seen = await client.notifications("notifications/progress").compactMap { $0["params"] }
                #expect(!seen.isEmpty)
                for params in seen {
                    #expect(params["progressToken"] == token)
                    let total = try #require(params["total"]?.double)
                    #expect(try #require(params["progress"]?.double) <= total)
                }
                _ = try await client.value("delete_document", ["id": id])
            }
        }

        @Test("without a token there is no progress")
        func noProgressUnasked() async throws {
            try await server.run { client in
                let added = try await client.value("add_document", ["content": .string(Prose.words(2_000))])
                #expect(await client.notifications("notifications/progress").isEmpty)
                _ = try await client.value("delete_document", ["id": try #require(added["id"])])
            }
        }
    }
}
