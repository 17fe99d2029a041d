import TestSupport
import Testing

extension BlackBox {
    @Suite("Opening a connection")
    struct HandshakeTests {
        @Test("initialize is answered with the revision that was asked for", arguments: Revision.legacy)
        func echoesRevision(_ revision: Revision) async throws {
            try await server.run(nil) { client in
                await client.use(revision)
                let result = try await client.initialize(revision.rawValue).result
                #expect(result["protocolVersion"] == .string(revision.rawValue))
                #expect(result["capabilities"]?["tools"]?.object != nil)
                #expect(result["serverInfo"]?["name"]?.string?.isEmpty == false)
                #expect(result["serverInfo"]?["version"]?.string?.isEmpty == false)
                #expect(result["resultType"] == nil)
                let instructions = try #require(result["instructions"]?.string)
                #expect((1...2_048).contains(instructions.count))
            }
        }

        @Test(
            "any other version is answered with the newest that has a handshake",
            arguments: ["2026-07-28", "2099-01-01", "2024-10-07", "latest", ""]
        )
        func fallsBack(_ version: String) async throws {
            try await server.run(nil) { client in
                let result = try await client.initialize(version).result
                #expect(result["protocolVersion"] == "2025-11-25")
            }
        }

        @Test("initialize without a version is still answered")
        func lenientInitialize() async throws {
            try await server.run(nil) { client in
                let bare = try await client.request("initialize", [:], judged: false)
                #expect(try bare.result["protocolVersion"] == "2025-11-25")
                let none = try await client.request("initialize", judged: false)
                #expect(try none.result["protocolVersion"] == "2025-11-25")
            }
        }

        @Test("requests are answered before initialize, and without it")
        func needsNoHandshake() async throws {
            try await server.run(nil) { client in
                #expect(try await client.request("ping").result == [:])
                #expect(try await client.request("tools/list").result["tools"]?.array?.isEmpty == false)
                let outcome = try await client.call("get_document", ["id": 999_999_999])
                #expect(outcome.isError)
            }
        }

        @Test("server/discover names the modern revision, what the server can do and who it is")
        func discovers() async throws {
            try await server.run(nil) { client in
                await client.use(.r20260728)
                let result = try await client.request("server/discover").result
                #expect(result["supportedVersions"] == ["2026-07-28"])
                #expect(result["capabilities"]?["tools"]?.object != nil)
                #expect(result["resultType"] == "complete")
                #expect(result["instructions"]?.string?.isEmpty == false)
                #expect((result["ttlMs"]?.int).map { $0 >= 0 } == true)
                #expect(["public", "private"].contains(result["cacheScope"]))
                #expect(result["_meta"]?[Revision.MetaKey.serverInfo]?["name"]?.string?.isEmpty == false)
            }
        }

        @Test("a probe with server/discover locks nothing: initialize follows on the same pipe, and both eras go on")
        func noEraLock() async throws {
            try await server.run(nil) { client in
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

        @Test("initialize that carries a modern claim is served as a handshake")
        func initializeWithClaim() async throws {
            try await server.run(nil) { client in
                let params: JSONValue = [
                    "protocolVersion": "2025-06-18", "capabilities": [:],
                    "clientInfo": ["name": "paddle-tests", "version": "1"], "_meta": .object(Revision.claim),
                ]
                let result = try await client.request("initialize", params, as: .r20250618).result
                #expect(result["protocolVersion"] == "2025-06-18")
            }
        }

        @Test("a modern request needs no discovery before it")
        func modernWithoutDiscovery() async throws {
            try await server.run(nil) { client in
                await client.use(.r20260728)
                let result = try await client.request("tools/list").result
                #expect(result["tools"]?.array?.isEmpty == false)
                #expect(result["resultType"] == "complete")
            }
        }
    }
}
