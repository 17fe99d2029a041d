import TestSupport
import Testing

/// That nothing else answers is checked by the client in every case: an answer that nobody asked for, one to a
/// cancelled request, and progress against its rules are faults.
extension Topic {
    static let notifications = Topic("Notifications") {
        Rule("a notification is never answered, known, unknown or malformed") { server in
            let ending = try await server.overStdio { client in
                try await client.notify("notifications/initialized")
                try await client.notify("notifications/roots/list_changed")
                try await client.notify("notifications/cancelled", ["requestId": "never-sent"])
                try await client.notify("notifications/cancelled", ["requestId": ["nested"]], judged: false)
                try await client.notify("notifications/cancelled", judged: false)
                try await client.notify("notifications/unknown", ["a": 1], judged: false)
                try await client.notify("tools/list", judged: false)
                try await client.notify("tools/call", server.reading.parameters, judged: false)
                try await client.notify("initialize", judged: false)
                try await client.ping()
            }
            // initialize, tools/list and ping
            #expect(ending.received.count == 3)
        }

        Rule("responses that nobody waits for are ignored") { server in
            let ending = try await server.overStdio { client in
                await client.sendLine(#"{"jsonrpc":"2.0","id":1,"result":{}}"#)
                await client.sendLine(#"{"jsonrpc":"2.0","id":"x","error":{"code":-1,"message":"no"}}"#)
                await client.sendLine(#"{"jsonrpc":"2.0","error":{"code":-32700,"message":"no"}}"#)
                try await client.ping()
            }
            #expect(ending.received.count == 3)
        }

        Rule("cancelling a request that has been answered does nothing") { server in
            try await server.overStdio { client in
                let id = try await client.send("tools/list")
                _ = try await client.reply(to: id)
                try await client.notify("notifications/cancelled", ["requestId": id])
                try await client.ping()
            }
        }
    }
}
