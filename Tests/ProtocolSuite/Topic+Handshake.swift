import TestSupport
import Testing

extension Topic {
    static let handshake = Topic("Opening a connection") {
        Rule("initialize is answered with the revision that was asked for", for: Revision.legacy) { server, revision in
            try await server.overStdio(nil) { client in
                await client.use(revision)
                let result = try await client.initialize(revision.rawValue).result
                #expect(result["protocolVersion"] == .string(revision.rawValue))
                #expect(Set(try #require(result["capabilities"]?.object).keys) == server.capabilities)
                #expect(result["serverInfo"]?["name"]?.string == server.name)
                #expect(result["serverInfo"]?["version"]?.string?.isEmpty == false)
                #expect(result["resultType"] == nil)
                let instructions = try #require(result["instructions"]?.string)
                #expect((1...2_048).contains(instructions.count))
            }
        }

        Rule(
            "any other version is answered with the newest that has a handshake",
            for: ["2026-07-28", "2099-01-01", "2024-10-07", "latest", ""]
        ) { server, version in
            try await server.overStdio(nil) { client in
                let result = try await client.initialize(version).result
                #expect(result["protocolVersion"] == "2025-11-25")
            }
        }

        Rule("initialize without a version is still answered") { server in
            try await server.overStdio(nil) { client in
                let bare = try await client.request("initialize", [:], judged: false)
                #expect(try bare.result["protocolVersion"] == "2025-11-25")
                let none = try await client.request("initialize", judged: false)
                #expect(try none.result["protocolVersion"] == "2025-11-25")
            }
        }

        Rule("requests are answered before initialize, and without it") { server in
            try await server.overStdio(nil) { client async throws in
                #expect(try await client.request("ping").result == [:])
                #expect(try await client.request("tools/list").result["tools"]?.array?.isEmpty == false)
                #expect(try await client.call(server.reading).text.contains(server.reading.answer))
            }
        }

        Rule("server/discover names the modern revision, what the server can do and who it is") { server in
            try await server.overStdio(nil) { client in
                await client.use(.r20260728)
                let result = try await client.request("server/discover").result
                #expect(result["supportedVersions"] == ["2026-07-28"])
                #expect(result["capabilities"]?["tools"]?.object != nil)
                #expect(result["resultType"] == "complete")
                #expect(result["instructions"]?.string?.isEmpty == false)
                #expect((result["ttlMs"]?.int).map { $0 >= 0 } == true)
                #expect(["public", "private"].contains(result["cacheScope"]))
                #expect(result["_meta"]?[Revision.MetaKey.serverInfo]?["name"]?.string == server.name)
            }
        }

        Rule("a probe with server/discover locks nothing: initialize follows on the same pipe, and both eras go on") {
            server in
            try await server.overStdio(nil) { client in
                _ = try await client.request("server/discover", as: .r20260728).result
                await client.use(.r20250618)
                #expect(try await client.initialize("2025-06-18").result["protocolVersion"] == "2025-06-18")
                try await client.notify("notifications/initialized")
                let legacy = try await client.request("tools/list").result
                let modern = try await client.request("tools/list", as: .r20260728).result
                #expect(legacy["tools"] == modern["tools"])
                #expect(legacy["resultType"] == nil)
                #expect(modern["resultType"] == "complete")
                #expect(try await client.request("ping").result == [:])
            }
        }

        Rule("initialize that carries a modern claim is served as a handshake") { server in
            try await server.overStdio(nil) { client in
                let params: JSONValue = [
                    "protocolVersion": "2025-06-18", "capabilities": [:],
                    "clientInfo": ["name": "paddle-tests", "version": "1"], "_meta": .object(Revision.claim),
                ]
                let result = try await client.request("initialize", params, as: .r20250618).result
                #expect(result["protocolVersion"] == "2025-06-18")
            }
        }

        Rule("a modern request needs no discovery before it") { server in
            try await server.overStdio(nil) { client in
                await client.use(.r20260728)
                let result = try await client.request("tools/list").result
                #expect(result["tools"]?.array?.isEmpty == false)
                #expect(result["resultType"] == "complete")
            }
        }
    }
}
