import Foundation
import TestSupport
import Testing

extension AgentMemory {
    /// The second model has 16 dimensions and random weights.
    @Suite("Embedding memories again by another model")
    struct ReembeddingTests {
        private static let model = "tiny-f32-mean"

        /// Gives `body` a server and its database, in a home that has the second model, too.
        private func withServer(_ body: (TestServer, DatabaseAccess) async throws -> Void) async throws {
            try await withDatabaseAccess { database in
                try await TestServer.inFreshHome("agent-memory") { server in
                    let models = server.home.folder.appending(path: "models")
                    let installed = try FileManager.default.contentsOfDirectory(
                        at: PaddleHome.installed.appending(path: "models"),
                        includingPropertiesForKeys: nil
                    )
                    let fixture = BuildProducts.packageRoot
                        .appending(path: "Tests/EmbeddingTests/Fixtures/\(Self.model)")
                    try FileManager.default.removeItem(at: models)
                    try FileManager.default.createDirectory(at: models, withIntermediateDirectories: false)
                    for folder in installed + [fixture] {
                        let link = models.appending(path: folder.lastPathComponent)
                        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: folder)
                    }
                    let settings = ["DATABASE_URL": database.url, "TOOLSETS": "all"]
                    try await body(server.with(settings: settings), database)
                }
            }
        }

        private static let models = """
            SELECT DISTINCT embedding_model FROM memories UNION SELECT DISTINCT embedding_model FROM conversations
            """

        @Test("the vectors of memories and of turns give way together, and a server is told which model it needs then")
        func replaced() async throws {
            try await withServer { server, database in
                try await server.overStdio { client in
                    try await client.store("The heron waits in the reeds.", in: "birds")
                    let turn: JSONValue = ["role": "user", "content": "The train to Bergen leaves at nine."]
                    _ = try await client.value(
                        "add_messages",
                        ["bank": "birds", "session_id": "trip", "messages": [turn]]
                    )
                    let done = try await client.value(
                        "reembed_memories",
                        ["action": "start", "model": .string(Self.model), "wait_seconds": 120]
                    )
                    #expect(done["running"] == false)
                    #expect(done["model"] == .string(Self.model))
                    #expect(try await database.rows(Self.models) == [["embedding_model": .string(Self.model)]])

                    // What it knew of the vectors holds for a second.
                    try await eventually("the server notices") {
                        let told = try await client.call("search_memories", ["query": "heron", "banks": ["birds"]])
                        return told.isError && told.text.contains("Set EMBEDDING_MODEL to \(Self.model)")
                    }
                    let words: JSONValue = ["query": "heron", "banks": ["birds"], "mode": "keyword"]
                    #expect(try await client.value("search_memories", words)["hits"]?.array?.count == 1)
                }
                let folder = server.home.folder.appending(path: "models/\(Self.model)").path
                try await server.with(settings: ["EMBEDDING_MODEL": folder]).overStdio { client in
                    let found = try await client.foundTexts("The heron waits in the reeds.", in: "birds")
                    #expect(found == ["The heron waits in the reeds."])
                    let stored = try await client.store("A whale sings in the deep sea.", in: "birds")
                    #expect(stored["outcome"] == "stored")
                }
            }
        }

        @Test("what is corrected meanwhile is embedded by both models; cancelled, all is as before")
        func cancelled() async throws {
            try await withServer { server, database in
                try await server.overStdio { client in
                    let id = try await client.memory("Lea lives in Ghent.", in: "people")
                    // The new vectors cannot take the place of these meanwhile.
                    try await database.locking("memory_passages", in: "ACCESS SHARE") {
                        let start: JSONValue = ["action": "start", "model": .string(Self.model), "wait_seconds": 0]
                        #expect(try await client.value("reembed_memories", start)["task"] != nil)
                        let first = try await vectors(of: "Lea lives in Ghent.", database)
                        _ = try await client.value("update_memory", ["id": id, "content": "Lea lives in Genoa."])
                        let second = try await vectors(of: "Lea lives in Genoa.", database)
                        #expect(first != second)
                        _ = try await client.value("reembed_memories", ["action": "cancel", "wait_seconds": 120])
                    }
                    #expect(try await client.value("reembed_memories", [:])["running"] == false)
                    let columns = "SELECT FROM pg_attribute WHERE attname LIKE '%\\_next' AND NOT attisdropped"
                    #expect(try await database.rows(columns).isEmpty)
                    let found = try await client.foundTexts("Where does Lea live?", in: "people")
                    #expect(found == ["Lea lives in Genoa."])
                }
            }
        }

        /// The vector of the second model, once it is made.
        private func vectors(of text: String, _ database: DatabaseAccess) async throws -> [JSONValue] {
            let made = """
                SELECT vector FROM (SELECT content, to_jsonb(m) ->> 'embedding_next' AS vector FROM memories AS m) AS m
                WHERE content = '\(text)' AND vector IS NOT NULL
                """
            try await eventually("it is embedded") { try await !database.rows(made).isEmpty }
            return try await database.rows(made)
        }
    }
}
