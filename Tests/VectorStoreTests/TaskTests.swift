import Foundation
import Glibc
import TestSupport
import Testing

extension VectorStore {
    @Suite("Long work")
    struct TaskTests {
        private static let document: JSONValue = ["documents": [["content": "Sencha is steamed."]]]

        private func withDatabase(
            _ settings: [String: String] = [:],
            _ body: (DatabaseAccess, TestServer) async throws -> Void
        ) async throws {
            try await withDatabaseAccess { database in
                let own = ["DATABASE_URL": database.url].merging(settings) { _, given in given }
                let server = try server.with(settings: own)
                #expect(try await server.command("migrate", "up").succeeded)
                try await body(database, server)
            }
        }

        /// Begins to store a document while that is kept waiting, so that the work outlasts its call.
        private func whileStoring(
            _ client: any MCPClient,
            _ database: DatabaseAccess,
            _ arguments: JSONValue = document,
            meta: JSONValue? = nil,
            _ body: (ToolOutcome) async throws -> Void
        ) async throws {
            try await database.locking("documents", in: "SHARE") {
                try await body(client.call("add_documents", arguments, meta: meta))
            }
        }

        @Test("of a client that takes tasks is a task, which any process tells of until it is done")
        func tasks() async throws {
            try await withDatabase { database, server in
                try await server.overStdio(.r20260728) { client in
                    try await server.overHTTP(.r20260728) { other in
                        var id: JSONValue = nil
                        try await whileStoring(client, database, meta: .declaringTasks) { outcome in
                            #expect(outcome.result["resultType"] == "task")
                            id = try #require(outcome.result["taskId"])
                            #expect(try await other.task(id)["status"] == "working")
                        }
                        let done = try await other.ended(id)
                        #expect(done["status"] == "completed")
                        #expect(done["result"]?["structuredContent"]?["failed"] == 0)
                        let text = try #require(done["result"]?["content"]?[0]?["text"]?.string)
                        #expect(try JSONValue(parsing: text) == done["result"]?["structuredContent"])
                        #expect(try await client.task(id)["lastUpdatedAt"] == done["lastUpdatedAt"])
                        #expect(try await database.rows("SELECT args FROM mcp_tasks") == [["args": nil]])
                    }
                }
            }
        }

        @Test(
            "of any other client, and where wait_seconds is given, is a handle that get_task follows",
            arguments: [
                Revision.r20251125, .r20260728,
            ]
        )
        func handles(_ revision: Revision) async throws {
            try await withDatabase { database, server in
                try await server.overStdio(revision) { client in
                    try await server.overHTTP(.r20251125) { other in
                        var arguments = Self.document
                        arguments["wait_seconds"] = revision.isModern ? 1 : nil
                        var id: JSONValue = nil
                        let meta: JSONValue? = revision.isModern ? .declaringTasks : nil
                        try await whileStoring(client, database, arguments, meta: meta) { outcome in
                            #expect(try outcome.value["task"]?["status"] == "working")
                            id = try #require(try outcome.value["task"]?["task_id"])
                            #expect(try await other.value("get_task", ["task_id": id])["task"]?["status"] == "working")
                        }
                        let done = try await other.value("get_task", ["task_id": id, "wait_seconds": 60])
                        #expect(done["task"]?["status"] == "completed")
                        #expect(done["result"]?["failed"] == 0)
                    }
                }
            }
        }

        @Test("that ends while its caller waits is a plain result, and leaves no task")
        func plain() async throws {
            try await withDatabase { database, server in
                try await server.overStdio(.r20260728) { client in
                    // With the model loaded, storing a text takes less than a call waits.
                    _ = try await client.add("Matcha is ground.")
                    let outcome = try await client.call("add_documents", Self.document, meta: .declaringTasks)
                    #expect(outcome.result["resultType"] == "complete")
                    #expect(try outcome.value["results"]?.array?.count == 1)
                    var patient = Self.document
                    patient["wait_seconds"] = 60
                    var request: JSONValue = nil
                    try await database.locking("documents", in: "SHARE") {
                        let call: JSONValue = ["name": "add_documents", "arguments": patient, "_meta": .declaringTasks]
                        request = try await client.start("tools/call", call, as: nil, judged: true)
                        try await Task.sleep(for: .seconds(3))
                    }
                    let reply = try await client.reply(to: request, within: replyLimit)
                    #expect(try ToolOutcome(result: reply.result).value["failed"] == 0)
                    #expect(try await database.rows("SELECT FROM mcp_tasks").isEmpty)
                }
            }
        }

        @Test("is stopped by tasks/cancel and by cancel_task, from any process, and leaves nothing")
        func cancelling() async throws {
            try await withDatabase(["TOOLSETS": "documents,transfer"]) { database, server in
                try await server.overStdio(.r20260728) { client in
                    try await server.overHTTP(.r20260728) { other in
                        var ids: [JSONValue] = []
                        for isTool in [false, true] {
                            try await whileStoring(client, database, meta: .declaringTasks) { outcome in
                                let id = try #require(outcome.result["taskId"])
                                ids.append(id)
                                if isTool {
                                    #expect(try await other.value("cancel_task", ["task_id": id]) == ["stopping": true])
                                } else {
                                    _ = try await other.ask("tasks/cancel", .task(id)).result
                                }
                                #expect(try await other.ended(id)["status"] == "cancelled")
                            }
                        }
                        for id in ids {
                            _ = try await client.ask("tasks/cancel", .task(id)).result
                            #expect(try await client.value("cancel_task", ["task_id": id]) == ["stopping": false])
                            #expect(try await client.task(id)["status"] == "cancelled")
                        }
                        #expect(try await database.rows("SELECT FROM documents").isEmpty)
                        let audit = try await database.rows(
                            "SELECT outcome FROM paddle_audit WHERE tool = 'add_documents'"
                        )
                        #expect(audit == [["outcome": "cancelled"], ["outcome": "cancelled"]])
                    }
                }
            }
        }

        @Test("of another caller is as little there as one that was never begun")
        func foreign() async throws {
            try await withTemporaryFolder { folder in
                let file = folder.appending(path: "tokens")
                try file.write(
                    """
                    ann read,write token-of-ann-and-no-other
                    bob read,write token-of-bob-and-no-other
                    eve read token-of-eve-and-no-other

                    """
                )
                try await withDatabase(["MCP_AUTH_TOKEN_FILE": file.path]) { database, server in
                    try await server.overHTTP(nil) { client in
                        await client.use(token: "token-of-ann-and-no-other")
                        try await client.open(.r20260728)
                        var id: JSONValue = nil
                        try await whileStoring(client, database, meta: .declaringTasks) { outcome in
                            id = try #require(outcome.result["taskId"])
                        }
                        var answers: Set<String> = []
                        var texts: Set<String> = []
                        let guessed = Self.left
                        for (token, id) in [("bob", id), ("eve", id), ("ann", guessed), ("ann", "nonsense")] {
                            await client.use(token: "token-of-\(token)-and-no-other")
                            var update: JSONValue = .task(id)
                            update["inputResponses"] = ["confirm": ["action": "accept"]]
                            for (method, params) in [
                                ("tasks/get", .task(id)), ("tasks/cancel", .task(id)), ("tasks/update", update),
                            ] as [(String, JSONValue)] {
                                let reply = try await client.ask(method, params)
                                #expect(reply.errorCode == -32602)
                                answers.insert(reply.errorMessage)
                            }
                            texts.insert(try await client.call("get_task", ["task_id": id]).text)
                        }
                        #expect(answers.count == 1)
                        #expect(texts.count == 1)
                        await client.use(token: "token-of-ann-and-no-other")
                        #expect(try await client.ended(id)["status"] == "completed")
                        try await database.execute("UPDATE mcp_tasks SET expires_at = now()")
                        #expect(answers == [try await client.ask("tasks/get", .task(id)).errorMessage])
                    }
                }
            }
        }

        @Test("over REST is accepted, and found where the answer says")
        func rest() async throws {
            try await withDatabase(["TOOLSETS": "documents,transfer"]) { database, server in
                try await server.overHTTP(.r20260728) { client in
                    var place = ""
                    try await database.locking("documents", in: "SHARE") {
                        let answer = try await client.fetch(
                            "POST",
                            "\(client.origin)/api/v1/documents/batch",
                            body: #"{"documents":[{"content":"Sencha"}],"wait_seconds":0}"#
                        )
                        #expect(answer.status == 202)
                        place = try #require(answer.head["location"])
                        let id = try #require(answer.json["task"]?["task_id"]?.string)
                        #expect(place == "/api/v1/tasks/\(id)")
                    }
                    let done = try await client.fetch("GET", "\(client.origin)\(place)?wait_seconds=60", body: nil)
                    #expect(done.status == 200)
                    #expect(try done.json["result"]?["failed"] == 0)
                    let cancelled = try await client.fetch("POST", "\(client.origin)\(place)/cancel", body: "{}")
                    #expect(try cancelled.json == ["stopping": false])
                    let missing = try await client.fetch("GET", "\(client.origin)/api/v1/tasks/none", body: nil)
                    #expect(missing.status == 404)
                }
            }
        }

        @Test("that a row of its own does, as embedding a collection again, is followed by that row")
        func pointed() async throws {
            try await withDatabase(["TOOLSETS": "documents,collections"]) { database, server in
                try await database.execute(TransferTests.filling(200))
                let former = """
                    ALTER TABLE documents DROP CONSTRAINT IF EXISTS paddle_vectors_of_one_model;
                    UPDATE paddle_collections SET model = 'former';
                    UPDATE documents SET embedding_model = 'former'
                    """
                let start: JSONValue = ["action": "start", "model": "all-MiniLM-L6-v2", "wait_seconds": 0]
                let kinds = "SELECT kind FROM mcp_tasks ORDER BY id"
                try await server.overStdio { client in
                    try await server.overHTTP { other in
                        try await database.script(former)
                        let begun = try await client.value("reembed_collection", start)
                        let id = try #require(begun["task"]?["task_id"])
                        let done = try await other.value("get_task", ["task_id": id, "wait_seconds": 120])
                        #expect(done["task"]?["status"] == "completed")
                        #expect(done["result"]?["running"] == false)
                        #expect(try await database.rows(kinds) == [["kind": "reembedding"]])

                        try await database.script(former)
                        let again = try await client.value("reembed_collection", start)
                        let second = try #require(again["task"]?["task_id"])
                        _ = try await other.value("cancel_task", ["task_id": second])
                        let ended = try await client.value("get_task", ["task_id": second, "wait_seconds": 60])
                        #expect(["cancelled", "completed"].contains(ended["task"]?["status"]?.string))
                        #expect(try await client.value("reembed_collection", [:])["running"] == false)
                    }
                }
            }
        }

        @Test(
            "that a killed server has left is done by the next, whatever it was",
            arguments: [
                (tool: "export_collection", arguments: #"{"file":"new.tar"}"#, end: #""documents":200"#),
                ("export_collection", #"{"file":"there.tar"}"#, "there.tar is there and whole"),
                ("import_collection", #"{"file":"there.tar","existing":"replace"}"#, #""replaced":200"#),
                ("manage_index", #"{"action":"build","method":"ivfflat"}"#, "ivfflat"),
                ("add_documents", #"{"documents":[{"content":"Sencha"}]}"#, #""failed":0"#),
                ("delete_documents", "{}", ""),
            ]
        )
        func takenOver(_ tool: String, _ arguments: String, _ end: String) async throws {
            try await withTemporaryFolder { folder in
                try await withDatabase(["TRANSFER_DIR": folder.path]) { database, server in
                    try await database.execute(TransferTests.filling(200))
                    #expect(try await server.command("export", folder.appending(path: "there.tar").path).succeeded)
                    let isTransfer = tool.hasSuffix("_collection")
                    let place = isTransfer ? "\(ProcessInfo.processInfo.hostName):\(folder.path)" : ""
                    try await database.execute(
                        Self.leaving(tool, arguments, setting: "documents \(place)", failures: 1)
                    )
                    try await server.overStdio(.r20260728) { client in
                        // Of no use to a tool that never was a task.
                        guard !end.isEmpty else {
                            try await Task.sleep(for: .seconds(2))
                            return #expect(try await client.task(Self.left)["status"] == "working")
                        }
                        let task = try await client.ended(Self.left)
                        let text = try #require(task["result"]?["content"]?[0]?["text"]?.string)
                        #expect(text.contains(end), "\(text)")
                    }
                }
            }
        }

        @Test("during which servers have stopped three times is not begun once more")
        func poison() async throws {
            try await withDatabase { database, server in
                try await database.execute(
                    Self.leaving("add_documents", #"{"documents":[{"content":"x"}]}"#, failures: 3)
                )
                try await server.overStdio(.r20260728) { client in
                    let task = try await client.ended(Self.left)
                    #expect(task["status"] == "failed")
                    #expect(task["error"]?["message"]?.string?.contains("done in part") == true)
                }
                #expect(try await database.rows("SELECT FROM documents").isEmpty)
            }
        }

        /// The row of a task, as killed servers leave it.
        ///
        /// - Parameter setting: On what the meaning of the call depends.
        private static func leaving(
            _ tool: String,
            _ arguments: String,
            setting: String = "documents ",
            failures: Int
        ) -> String {
            """
            INSERT INTO mcp_tasks (task_id, server, caller, scopes, tool, setting, args, expires_at, lease_until, fence)
            VALUES (decode(repeat('00', 32), 'hex'), 'vector-store', 'local', '{read,write,admin}', '\(tool)', '\(setting)',
                '\(arguments)', now() + interval '1 day', now() - interval '1 s', \(failures))
            """
        }

        /// Its name.
        private static let left: JSONValue = .string(String(repeating: "A", count: 43))

        @Test("is followed by tools that are shown with those that begin it, and by no others")
        func tools() async throws {
            let expected = [
                ("documents", ["get_task"]), ("transfer", ["cancel_task", "get_task"]), ("connector", []),
            ]
            for (toolsets, followers) in expected {
                let server = try VectorStore.withoutModel.with(settings: ["TOOLSETS": toolsets])
                try await server.overStdio { client in
                    let tools = try await client.ask("tools/list").result["tools"]?.array ?? []
                    let names = tools.compactMap { $0["name"]?.string }.filter { $0.hasSuffix("_task") }
                    #expect(names.sorted() == followers, "\(toolsets)")
                }
            }
        }
    }
}

extension JSONValue {
    /// The `_meta` of a client that takes tasks.
    static let declaringTasks: JSONValue = [
        Revision.MetaKey.clientCapabilities: ["extensions": ["io.modelcontextprotocol/tasks": [:]]]
    ]

    /// The parameters of a request about a task.
    static func task(_ id: JSONValue) -> JSONValue { ["taskId": id, "_meta": .declaringTasks] }
}

extension MCPClient {
    /// What `tasks/get` tells.
    func task(_ id: JSONValue) async throws -> JSONValue { try await ask("tasks/get", .task(id)).result }

    /// The same once the task is over.
    func ended(_ id: JSONValue) async throws -> JSONValue {
        try await awaited("the end of the task", within: .seconds(60)) {
            let task = try await self.task(id)
            return ["working", "input_required"].contains(task["status"]?.string) ? JSONValue?.none : task
        }
    }
}
