import Foundation
import TestSupport
import Testing

extension AgentMemory {
    @Suite("A bank is exported, and imported elsewhere")
    struct RoundTripTests {
        /// A bank with all that can happen to memories.
        private func fill(_ side: BankSide) async throws {
            try await side.server.overStdio { client in
                _ = try await client.value(
                    "create_memory_bank",
                    ["name": "travel", "description": "Of journeys \u{1F6A2}"]
                )
                let corrected = try await client.memory("Lea lives in Ghent.", in: "travel", ["importance": 7])
                _ = try await client.value("update_memory", ["id": corrected, "content": "Lea lives in Genoa."])
                let old = try await client.memory(
                    "Iris works at Acme.",
                    in: "travel",
                    ["subject": "Iris", "attribute": "employer", "source": "chat", "trust": 0.7, "kind": "fact"]
                )
                _ = try await client.value(
                    "supersede_memory",
                    ["id": old, "content": "Iris works at Globex.", "reason": "new job", "idempotency_key": "1"]
                )
                let gone = try await client.memory("The pool is heated.", in: "travel")
                _ = try await client.value("forget_memory", ["id": gone, "reason": "wrong \"house\"\n"])
                let back = try await client.memory("The ferry sails on Mondays.", in: "travel", ["pinned": true])
                _ = try await client.value("forget_memory", ["id": back])
                _ = try await client.value("restore_memory", ["id": back])
                try await client.store("The ferry sails on Mondays", in: "travel")
                try await client.store("A ticket is 12 €.", in: "travel", ["metadata": ["null": nil, "n": [1, 2.5]]])
                try await client.store(
                    "The pass ends.",
                    in: "travel",
                    ["expires_at": "2999-01-01", "valid_from": "1999-12-31"]
                )
                let one = try await client.memory("The key is red.", in: "travel")
                let other = try await client.memory("The key is blue.", in: "travel")
                _ = try await client.value("consolidate_memories", ["bank": "travel", "distinct": [one, other]])
                _ = try await client.found("Where does Lea live?", in: "travel")
                for (role, text) in [("user", "ok"), ("user", "ok"), ("assistant", "Your ticket\nis booked.")] {
                    let message: JSONValue = [
                        "role": .string(role), "content": .string(text), "created_at": "2026-01-02T03:04:05Z",
                    ]
                    _ = try await client.value(
                        "add_messages",
                        [
                            "bank": "travel", "session_id": "trip", "title": "A trip", "messages": [message],
                            "idempotency_key": .string(uniqueName()),
                        ]
                    )
                }
                for (key, seconds) in [("stay", nil), ("soon", 86_400)] as [(String, Int?)] {
                    var value: JSONValue = [
                        "bank": "travel", "session_id": "trip", "key": .string(key), "value": [1, nil],
                    ]
                    if let seconds { value["ttl_seconds"] = .int(seconds) }
                    _ = try await client.value("set_working_memory", value)
                }
                try await client.store("Of another bank.", in: "other")
                try await eventually("what was found is counted") {
                    try await !side.columns("access_count").filter { $0["access_count"] == 1 }.isEmpty
                }
            }
            // As the earlier server, or another program, may have stored it.
            try await side.database.execute(
                """
                INSERT INTO memories (memory_bank_id, content, metadata, valid_from, valid_to, importance)
                SELECT id, 'Cæsar fell.', '[1e300, null]', '0044-03-15 BC', 'infinity', 12 FROM memory_banks WHERE name = 'travel'
                """
            )
            try await side.database.execute(
                "INSERT INTO session_values SELECT memory_bank_id, session_id, 'over', '1', now() - interval '1 day' FROM conversation_sessions"
            )
        }

        private func remove(_ bank: String, of side: BankSide) async throws {
            try await side.database.execute(
                "DELETE FROM memories WHERE memory_bank_id IN (SELECT id FROM memory_banks WHERE name = '\(bank)')"
            )
        }

        @Test(
            "all of it is the same there: texts, facts, times, history, links, conversations, values; then it is found"
        )
        func whole() async throws {
            try await BankSide.withTwo { from, to, folder in
                try await fill(from)
                let made = try await from.call("export_bank", ["file": "a.jsonl", "bank": "travel"])
                #expect(made["bank"] == "travel")
                #expect(made["turns"] == 3)
                #expect(made["values"] == 2)
                let size = try FileManager.default.attributesOfItem(atPath: folder.path + "/a.jsonl")[.size] as? Int
                #expect(made["bytes"]?.int == size)
                let count = try #require(made["memories"]?.int)
                #expect(try folder.text("a.jsonl").split(separator: "\n").count == count + 1 + 1 + 3 + 2 + 2)

                let report = try await to.call("import_bank", ["file": "a.jsonl", "bank": "travel"])
                #expect(report["format"] == "paddle")
                #expect(report["imported"]?.int == count)
                #expect(report["skipped"] == 0)
                #expect(report["refused"] == 0)
                #expect(report["unreadable"] == 0)
                try await remove("other", of: from)
                try await from.database.execute("DELETE FROM session_values WHERE expires_at <= now()")
                let (given, found) = (try await from.memories(), try await to.memories())
                #expect(given.count == found.count)
                for (given, found) in zip(given, found) { #expect(given == found) }
                #expect(try await from.sessions() == to.sessions())
                #expect(
                    try await to.database.rows("SELECT name, description FROM memory_banks") == [
                        ["name": "travel", "description": "Of journeys \u{1F6A2}"]
                    ]
                )
                let distinctions = "SELECT count(*) AS count FROM memory_distinctions"
                #expect(try await from.database.rows(distinctions) == to.database.rows(distinctions))
                // The command that imported has embedded it, too.
                #expect(
                    try await to.database.rows("SELECT FROM memories WHERE embedding IS NULL AND content <> ''") == []
                )
                #expect(try await to.database.rows("SELECT FROM conversations WHERE embedding IS NULL") == [])
                try await to.server.overStdio { client async throws in
                    #expect(
                        try await client.foundTexts("Where does Lea live?", in: "travel").first == "Lea lives in Genoa."
                    )
                    let found = try #require(try await client.found("Iris works", in: "travel").first?["id"])
                    let history = try await client.value("get_memory", ["id": found])["supersedes"]?.array
                    #expect(history?.first?["content"] == "Iris works at Acme.")
                    #expect(history?.first?["retired"]?["reason"] == "new job")
                    let turns = try await client.value(
                        "search_conversations",
                        ["banks": ["travel"], "query": "ticket booked"]
                    )
                    #expect(turns["hits"]?.array?.isEmpty == false)
                }
            }
        }

        @Test("imported twice, into the same bank or the one it came from, all is there once")
        func twice() async throws {
            try await BankSide.withTwo { from, to, _ in
                try await fill(from)
                try await from.call("export_bank", ["file": "a.jsonl", "bank": "travel"])
                let first = try await to.call("import_bank", ["file": "a.jsonl", "bank": "travel"])
                let all = (try #require(first["imported"]?.int)) + 3 + 2
                for side in [from, to] {
                    let (memories, sessions) = (try await side.memories(), try await side.sessions())
                    let again = try await side.call("import_bank", ["file": "a.jsonl", "bank": "travel"])
                    #expect(again["imported"] == 0)
                    #expect(again["skipped"]?.int == all)
                    #expect(again["turns"] == nil)
                    #expect(try await side.memories() == memories)
                    #expect(try await side.sessions() == sessions)
                }
                // What is exported there is the same file, but for the ids.
                try await to.call("export_bank", ["file": "b.jsonl", "bank": "travel"])
                let third = try await to.call("import_bank", ["file": "b.jsonl", "bank": "copy"])
                #expect(third["imported"] == first["imported"])
            }
        }

        @Test("a bank with memories of its own takes in what it has not, and keeps what it has")
        func merged() async throws {
            try await BankSide.withTwo { from, to, _ in
                try await fill(from)
                try await from.call("export_bank", ["file": "a.jsonl", "bank": "travel"])
                try await to.server.overStdio { client in
                    try await client.store("LEA  lives in Genoa.", in: "travel", ["importance": 2])
                    let message: JSONValue = ["role": "user", "content": "Hello."]
                    _ = try await client.value(
                        "add_messages",
                        ["bank": "travel", "session_id": "trip", "messages": [message], "idempotency_key": "1"]
                    )
                    _ = try await client.value(
                        "set_working_memory",
                        ["bank": "travel", "session_id": "trip", "key": "stay", "value": "own"]
                    )
                }
                let report = try await to.call("import_bank", ["file": "a.jsonl", "bank": "travel"])
                #expect(report["skipped"] == 2, "the memory and the value")
                #expect(report["turns"] == 3)
                #expect(report["values"] == 1)
                let lea = try await to.database.rows(
                    """
                    SELECT m.content, m.importance, former.content AS former FROM memories AS m
                    JOIN memories AS former ON former.superseded_by = m.id WHERE m.content ~* 'genoa'
                    """
                )
                #expect(lea == [["content": "LEA  lives in Genoa.", "importance": 2, "former": "Lea lives in Ghent."]])
                #expect(
                    try await to.database.rows("SELECT turn, content FROM conversations ORDER BY turn").map {
                        $0["content"]
                    }
                        == ["Hello.", "ok", "ok", "Your ticket\nis booked."]
                )
                #expect(try await to.database.rows("SELECT turns FROM conversation_sessions") == [["turns": 4]])
                let own = try await to.database.rows("SELECT value FROM session_values WHERE key = 'stay'")
                #expect(own == [["value": "own"]])
            }
        }

        @Test("the commands do the same through files and pipes, for the bank of the server unless another is named")
        func commands() async throws {
            try await BankSide.withTwo { from, to, folder in
                try await fill(from)
                let file = folder.appending(path: "a.jsonl").path
                let exported = try await from.server.command("export", file, "--bank", "travel")
                #expect(exported.output.hasPrefix("Exported "), "\(exported.errors)")
                let imported = try await to.server.command("import", file)
                #expect(
                    imported.output.contains("into default; skipped 0, refused 0"),
                    "\(imported.output)\(imported.errors)"
                )
                let script = """
                    DATABASE_URL='\(from.database.url)' '\(try from.server.path)' export - --bank travel \
                    | DATABASE_URL='\(to.database.url)' '\(try to.server.path)' import - --bank piped
                    """
                let piped = try await CommandResult.of("/bin/sh", ["-c", script], environment: from.server.environment)
                #expect(piped.output.contains("into piped; skipped 0, refused 0"), "\(piped.output)\(piped.errors)")
                let counts = try await to.database.rows(
                    "SELECT count(*) AS count FROM memories GROUP BY memory_bank_id ORDER BY 1"
                )
                #expect(counts.count == 2 && counts[0] == counts[1], "\(counts)")
                let fixed = to.server.with(settings: ["MEMORY_BANK": "default"])
                #expect(try await !fixed.command("import", file, "--bank", "travel").succeeded)
                let readOnly = try await to.server.with(settings: ["READ_ONLY": "true"]).command("import", file)
                #expect(readOnly.errors.contains("READ_ONLY"), "\(readOnly.errors)")
                #expect(try await !from.server.command("export", file, "--bank", "travel").succeeded, "it is there")
                #expect(try await !from.server.command("export", "\(file)2", "--bank", "nowhere").succeeded)
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.jsonl"])
            }
        }

        @Test("tools write and read plain names in the operator's folder alone; their calls are in the audit")
        func names() async throws {
            try await BankSide.withOne { side, folder in
                try await side.server.overStdio { client in
                    try await client.store("Green tea is hot.", in: "default")
                    _ = try await client.value("export_bank", ["file": "a.jsonl"])
                    for file in ["a.jsonl", "../b.jsonl", "/tmp/b.jsonl", ".hidden", "a/b", "-", "é", ""] {
                        let outcome = try await client.call("export_bank", ["file": .string(file), "wait_seconds": 60])
                        #expect(outcome.isError, "\(file)")
                    }
                    let link = folder.appending(path: "link.jsonl")
                    try FileManager.default.createSymbolicLink(
                        at: link,
                        withDestinationURL: folder.appending(path: "a.jsonl")
                    )
                    for file in ["link.jsonl", "../a.jsonl", "missing.jsonl"] {
                        let outcome = try await client.call("import_bank", ["file": .string(file), "wait_seconds": 60])
                        #expect(outcome.isError, "\(file)")
                    }
                    let nowhere = try await client.call(
                        "export_bank",
                        ["file": "b.jsonl", "bank": "nowhere", "wait_seconds": 60]
                    )
                    #expect(nowhere.text.contains("There is no bank"), "\(nowhere.text)")
                    #expect(try await client.value("import_bank", ["file": "a.jsonl"])["skipped"] == 1)
                }
                let done = "SELECT tool, target FROM paddle_audit WHERE outcome = 'done' AND tool ~ 'port' ORDER BY id"
                #expect(
                    try await side.database.rows(done).map { $0["tool"] } == ["export_bank", "import_bank"]
                )
                let bare = side.server.with(settings: ["TRANSFER_DIR": ""])
                try await bare.overStdio { client async throws in
                    let outcome = try await client.call("export_bank", ["file": "b.jsonl", "wait_seconds": 60])
                    #expect(outcome.isError && outcome.text.contains("TRANSFER_DIR"), "\(outcome.text)")
                }
            }
        }
    }
}
