import Glibc
import TestSupport
import Testing

extension VectorStore {
    /// A server is killed while it is at tasks, at moments that differ in every run.
    @Suite("kill -9 of a server that is at tasks")
    struct TaskKillTests {
        /// Tasks in all, and of how many documents each.
        private static let tasks = LongTests.areAsked ? 200 : 40
        private static let batch = 20
        private static let documents = 3

        @Test("each task that a client was told of ends, is followed elsewhere, and was done once")
        func killing() async throws {
            try await withDatabaseAccess { database in
                let server = try server.with(settings: ["DATABASE_URL": database.url])
                #expect(try await server.command("migrate", "up").succeeded)
                for batch in 0..<(Self.tasks / Self.batch) {
                    let told = try await told(by: server, batch)
                    // Else a server waits 15 s before it takes what another one was at.
                    try await database.execute("UPDATE mcp_tasks SET lease_until = now() WHERE lease_until IS NOT NULL")
                    try await server.overStdio { client in
                        for (tag, id) in told {
                            let task = try await client.value("get_task", ["task_id": id, "wait_seconds": 60])
                            #expect(task["task"]?["status"] == "completed", "\(tag): \(task)")
                            #expect(task["result"]?["failed"] == 0)
                        }
                        try await eventually("nobody is at anything") {
                            try await database.rows("SELECT FROM mcp_tasks WHERE outcome IS NULL").isEmpty
                        }
                    }
                    let stored = try await database.rows(
                        "SELECT metadata ->> 'task' AS tag, count(*) AS count FROM documents GROUP BY 1"
                    )
                    // One of which nobody was told was done once or not at all.
                    #expect(stored.allSatisfy { $0["count"] == .int(Self.documents) })
                    let done = Set(stored.compactMap { $0["tag"]?.string })
                    #expect(done.isSuperset(of: told.keys))
                }
            }
        }

        /// Begins tasks with a server that is killed meanwhile.
        ///
        /// - Returns: The tasks that its client was told of.
        private func told(by server: TestServer, _ batch: Int) async throws -> [String: JSONValue] {
            var told: [String: JSONValue] = [:]
            let delay = Duration.seconds(1.5) * Double.random(in: 0...1)
            let ending = try await server.overStdio { client in
                var begun: [(tag: String, request: JSONValue)] = []
                for number in 0..<Self.batch {
                    let tag = "\(batch)-\(number)"
                    let document: JSONValue = [
                        "content": .string("Text of \(tag): \(Prose.words(60))"), "metadata": ["task": .string(tag)],
                    ]
                    let arguments: JSONValue = [
                        "documents": .array(Array(repeating: document, count: Self.documents)), "wait_seconds": 0,
                    ]
                    let request = try await client.start(
                        "tools/call",
                        ["name": "add_documents", "arguments": arguments],
                        as: nil,
                        judged: true
                    )
                    begun.append((tag, request))
                }
                try await Task.sleep(for: delay)
                client.process.signal(SIGKILL)
                #expect(await client.process.waitForExit())
                for (tag, request) in begun {
                    guard let reply = try? await client.reply(to: request, within: .seconds(1)),
                        let id = try? ToolOutcome(result: reply.result).value["task"]?["task_id"]
                    else { continue }
                    told[tag] = id
                }
            }
            #expect(ending.status == .signaled(SIGKILL))
            return told
        }
    }
}
