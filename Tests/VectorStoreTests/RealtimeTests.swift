import TestSupport
import Testing

extension VectorStore {
    /// One process changes a document, a client of another hears of it: by way of PostgreSQL.
    @Suite("Changes made by other processes")
    struct RealtimeTests {
        @Test("a subscription over HTTP hears of a document that a server on pipes changes and deletes")
        func listening() async throws {
            try await server.overStdio { writer in
                try await writer.withDocument("To be watched.") { id in
                    let uri: JSONValue = "paddle://documents/\(id)"
                    try await withoutModel.overHTTP(.r20260728) { watcher in
                        let listen = try await watcher.send(
                            "subscriptions/listen",
                            ["notifications": ["resourceSubscriptions": [uri], "resourcesListChanged": true]]
                        )
                        _ = try await watcher.notification("notifications/subscriptions/acknowledged", during: listen)
                        _ = try await writer.value("update_document", ["id": id, "title": "Changed"])
                        let updated = "notifications/resources/updated"
                        let heard = try await watcher.notification(updated, during: listen)
                        #expect(heard["params"]?["uri"] == uri)
                        #expect(heard["params"]?["_meta"]?["io.modelcontextprotocol/subscriptionId"] == listen)

                        _ = try await writer.value("delete_document", ["id": id])
                        try await watcher.waitForNotifications(during: listen, updated) { $0.count >= 2 }
                        _ = try await watcher.notification("notifications/resources/list_changed", during: listen)
                        let gone = try await watcher.request("resources/read", ["uri": uri])
                        #expect(gone.errorCode == -32602)
                    }
                }
            }
        }

        @Test(
            "a client hears of a change behind a pooler too: by asking, or past the pooler where there is a way",
            .enabled(if: Pooler.isInstalled, Comment(rawValue: Pooler.absence)),
            arguments: [false, true]
        )
        func behindPooler(isDirectKnown: Bool) async throws {
            try await withDatabaseAccess { database in
                try await database.behindPooler { pooled in
                    var settings = ["DATABASE_URL": pooled.url]
                    settings["DATABASE_DIRECT_URL"] = isDirectKnown ? database.url : nil
                    try await server.with(settings: settings).overStdio(.r20251125) { watcher in
                        let id = try await watcher.add("To be watched.")
                        let uri: JSONValue = "paddle://documents/\(id)"
                        #expect(try await watcher.request("resources/subscribe", ["uri": uri]).result == [:])
                        try await database.execute("UPDATE public.documents SET title = 'Changed'")
                        let updated = "notifications/resources/updated"
                        try await watcher.waitForNotifications(updated)
                        #expect(await watcher.notifications(updated).allSatisfy { $0["params"]?["uri"] == uri })
                    }
                }
            }
        }

        @Test(
            "a client may begin with any of the requests that watch for changes",
            arguments: ["resources/list", "resources/subscribe", "subscriptions/listen"]
        )
        func first(_ method: String) async throws {
            try await server.overStdio(nil) { client in
                guard method == "subscriptions/listen" else {
                    let params: JSONValue = method == "resources/subscribe" ? ["uri": "paddle://documents/1"] : [:]
                    _ = try await client.request(method, params).result
                    return
                }
                let wanted: JSONValue = ["notifications": ["resourcesListChanged": true]]
                _ = try await client.send(method, wanted, as: .r20260728)
                try await client.waitForNotifications("notifications/subscriptions/acknowledged")
            }
        }

        @Test("a client on pipes that subscribed as of 2025-11-25 hears of a document that a server over HTTP changes")
        func subscribed() async throws {
            try await server.overHTTP(.r20260728) { writer in
                let id = try await writer.add("To be watched.")
                let other = try await writer.add("Not to be watched.")
                try await writer.withDocuments([id, other]) {
                    let uri: JSONValue = "paddle://documents/\(id)"
                    try await server.overStdio(.r20251125) { watcher in
                        #expect(try await watcher.request("resources/subscribe", ["uri": uri]).result == [:])
                        _ = try await writer.value("update_document", ["id": other, "title": "Changed"])
                        _ = try await writer.value("update_document", ["id": id, "title": "Changed"])
                        let updated = "notifications/resources/updated"
                        try await watcher.waitForNotifications(updated)
                        #expect(await watcher.notifications(updated).allSatisfy { $0["params"]?["uri"] == uri })
                        let contents = try await watcher.request("resources/read", ["uri": uri]).result["contents"]?[0]
                        #expect(contents?["text"] == "To be watched.")

                        #expect(try await watcher.request("resources/unsubscribe", ["uri": uri]).result == [:])
                    }
                }
            }
        }
    }
}
