import Foundation
import Glibc
import TestSupport
import Testing

extension VectorStore {
    @Suite("Calls that are made again")
    struct RepeatedCallTests {
        private static func note(_ content: String, key: JSONValue, tag: JSONValue) -> JSONValue {
            ["content": .string(content), "metadata": ["tag": tag], "idempotency_key": key]
        }

        @Test("with the same idempotency_key and arguments get the first answer, and nothing is done")
        func repeated() async throws {
            let tag = uniqueTag()
            let call = Self.note("Sencha is steamed.", key: tag, tag: tag)
            try await server.overStdio { client in
                let first = try await client.value("add_document", call)
                try await client.withDocuments([try #require(first["id"])]) {
                    #expect(try await client.value("add_document", call) == first)
                    #expect(try await client.search("sencha", filter: ["tag": tag]).count == 1)
                    try await server.overHTTP(.r20260728) { other async throws in
                        #expect(try await other.value("add_document", call) == first)
                    }
                }
                // What was done was done, whatever has become of it since.
                #expect(try await client.value("add_document", call) == first)
                #expect(try await client.search("sencha", filter: ["tag": tag]).isEmpty)
            }
        }

        @Test("with the same idempotency_key and other arguments are refused; with another key they are new")
        func otherArguments() async throws {
            let tag = uniqueTag()
            try await server.overStdio { client in
                let call = Self.note("Gyokuro is shaded.", key: tag, tag: tag)
                let id = try #require(try await client.value("add_document", call)["id"])
                try await client.withDocuments([id]) {
                    for (name, value) in [
                        ("content", "Gyokuro is dear."), ("title", "Tea"), ("metadata", ["tag": tag, "n": 1]),
                    ] as [(String, JSONValue)] {
                        var other = call
                        other[name] = value
                        let refused = try await client.call("add_document", other)
                        #expect(refused.isError, "\(name)")
                        #expect(refused.text.contains("idempotency_key"))
                    }
                    #expect(try await client.search("gyokuro", filter: ["tag": tag]).count == 1)
                    var new = call
                    new["idempotency_key"] = uniqueTag()
                    let second = try #require(try await client.value("add_document", new)["id"])
                    try await client.withDocuments([second]) { () async throws in #expect(second != id) }
                }
            }
        }

        @Test("at the same time wait for the first, and all get its answer")
        func concurrent() async throws {
            let tag = uniqueTag()
            let call = Self.note("Matcha is ground.", key: tag, tag: tag)
            try await server.overHTTP(.r20260728) { client in
                let answers = try await withThrowingTaskGroup(of: JSONValue.self) { group in
                    for _ in 0..<8 { group.addTask { try await client.value("add_document", call) } }
                    return try await group.reduce(into: Set()) { $0.insert($1) }
                }
                #expect(answers.count == 1)
                try await client.withDocuments(answers.compactMap { $0["id"] }) { () async throws in
                    #expect(try await client.search("matcha", filter: ["tag": tag]).count == 1)
                }
            }
        }

        @Test("a call that failed is done when it is made again")
        func failed() async throws {
            let tag = uniqueTag()
            try await server.overStdio { client in
                let empty: JSONValue = ["content": " ", "idempotency_key": tag]
                #expect(try await client.call("add_document", empty).isError)
                let id = try #require(
                    try await client.value("add_document", Self.note("Hojicha.", key: tag, tag: tag))["id"]
                )
                try await client.withDocuments([id]) { () async throws in
                    #expect(try await client.search("hojicha", filter: ["tag": tag]).count == 1)
                }
            }
        }

        @Test("an idempotency_key is its caller's own, and forgotten after a day")
        func keysOfCallers() async throws {
            try await withDatabaseAccess { database in
                try await withTemporaryFolder { folder in
                    let file = folder.appending(path: "tokens")
                    try file.write("ann write token-of-ann-and-no-other\nbob write token-of-bob-and-no-other\n")
                    let server = try server.with(
                        settings: ["DATABASE_URL": database.url, "MCP_AUTH_TOKEN_FILE": file.path]
                    )
                    let call = Self.note("Kukicha is of stems.", key: "k", tag: "t")
                    func add(as caller: String, with client: StreamableHTTPClient) async throws -> JSONValue? {
                        await client.use(token: "token-of-\(caller)-and-no-other")
                        return try await client.value("add_document", call)["id"]
                    }
                    try await server.overHTTP(nil) { client in
                        await client.use(.r20260728)
                        let ann = try await add(as: "ann", with: client)
                        #expect(try await add(as: "bob", with: client) != ann)
                        #expect(try await add(as: "ann", with: client) == ann)
                        try await database.execute(
                            "UPDATE public.paddle_idempotency_keys SET expires_at = now() WHERE caller = 'ann'"
                        )
                        #expect(try await add(as: "ann", with: client) != ann)
                    }
                    #expect(try await database.rows("SELECT 1 FROM public.documents").count == 3)
                    let kept = "SELECT caller FROM public.paddle_idempotency_keys"
                    try await database.execute("UPDATE public.paddle_idempotency_keys SET expires_at = now()")
                    try await server.overHTTP(nil) { _ in
                        try await eventually("expired keys are deleted") { try await database.rows(kept).isEmpty }
                    }
                }
            }
        }

        @Test("after kill -9 at any moment make no duplicate, and no document is without its row in the audit")
        func killed() async throws {
            try await withDatabaseAccess { database in
                let server = try server.with(settings: ["DATABASE_URL": database.url])
                let calls = (0..<12).map { Self.note("Tea number \($0).", key: "tea-\($0)", tag: "t") }
                var answered: [Int: JSONValue] = [:]
                // Each run goes a little further before it is killed; the last one is not.
                for patience in [0, 1, 3, 5, 8, 12] {
                    try await server.overStdio { client in
                        var pending: [(number: Int, id: JSONValue)] = []
                        for (number, call) in calls.enumerated() {
                            let id = try await client.send(
                                "tools/call",
                                ["name": "add_document", "arguments": call]
                            )
                            pending.append((number, id))
                        }
                        for (number, id) in pending.prefix(patience) {
                            let answer = try ToolOutcome(result: try await client.reply(to: id).result).value
                            // What was once answered is answered again.
                            #expect(answered.updateValue(answer, forKey: number) ?? answer == answer)
                        }
                        guard patience < calls.count else { return }
                        client.process.signal(SIGKILL)
                        #expect(await client.process.waitForExit())
                    }
                }
                #expect(answered.count == calls.count)
                try await expectAudited(calls.count, in: database)
            }
        }

        @Test("after the database was killed make no duplicate either, and none is without its row in the audit")
        func databaseKilled() async throws {
            try await TestServer.inFreshHome("vector-store") { server in
                try await server.overStdio { client in
                    let calls = (0..<12).map { Self.note("Tea number \($0).", key: "tea-\($0)", tag: "t") }
                    for patience in [2, 6] {
                        var ids: [JSONValue] = []
                        for call in calls {
                            ids.append(
                                try await client.send("tools/call", ["name": "add_document", "arguments": call])
                            )
                        }
                        for id in ids.prefix(patience) { _ = try await client.reply(to: id) }
                        try await server.killPrivateDatabase()
                        // Some of them may fail, which is the client's reason to call again.
                        for id in ids { _ = try await client.reply(to: id) }
                    }
                    for call in calls {
                        try await eventually("the database is back") {
                            try await !client.call("add_document", call).isError
                        }
                    }
                    try await expectAudited(calls.count, in: server.privateDatabase)
                }
            }
        }

        /// Expects so many documents, each with its row in the audit.
        private func expectAudited(_ count: Int, in database: DatabaseAccess) async throws {
            let documents = try await database.rows("SELECT id::text AS id FROM public.documents ORDER BY documents.id")
            #expect(documents.count == count)
            let audited = "SELECT target AS id FROM public.paddle_audit WHERE outcome = 'done' ORDER BY target::integer"
            #expect(try await database.rows(audited) == documents)
        }
    }
}
