import Foundation
import TestSupport
import Testing

extension AgentMemory {
    @Suite("The exports of other memory servers are imported")
    struct ForeignImportTests {
        /// Imports a fixture twice, and hands on what then is there.
        private func imported(
            _ fixture: String,
            _ columns: String,
            _ check: (_ report: JSONValue, _ rows: [JSONValue], _ side: BankSide) async throws -> Void
        ) async throws {
            try await BankSide.withOne { side, folder in
                try folder.copyFixture(fixture)
                let report = try await side.call("import_bank", ["file": .string(fixture)])
                let rows = try await side.columns(columns)
                try await check(report, rows, side)
                let again = try await side.call("import_bank", ["file": .string(fixture)])
                #expect(again["imported"] == 0)
                #expect(again["skipped"]?.int == (report["imported"]?.int ?? 0) + (report["skipped"]?.int ?? 0))
                #expect(try await side.columns(columns) == rows)
            }
        }

        @Test("mem0: texts, owners, categories, sessions and times of any form are kept")
        func mem0() async throws {
            try await imported(
                "mem0.json",
                "content, kind, subject, session_id, metadata, source, created_at = recorded_at AS is_since, "
                    + "to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS created, "
                    + "to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS updated, "
                    + "to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS expires"
            ) { report, rows, side in
                #expect(report["format"] == "mem0")
                #expect(report["bank"] == "default")
                #expect(report["imported"] == 4)
                #expect(rows.map { $0["kind"] } == ["preference", "fact", "fact", "procedure"])
                #expect(rows.map { $0["subject"]?.string } == ["alice", "alice", "bob", nil])
                #expect(rows[0]["session_id"] == "trip-2025")
                #expect(rows[0]["source"] == "mem0/892db2ae-06d9-49e5-8b3e-585ef9b85b8e")
                #expect(
                    rows[0]["metadata"] == [
                        "source": "chat", "topic": ["name": "travel"], "user_id": "alice", "run_id": "trip-2025",
                        "categories": ["user_preferences", "travel"],
                    ]
                )
                #expect(
                    rows.map { $0["created"] } == [
                        "2025-02-28 00:33:20.557000", "2025-02-27 16:33:21.100000", "2025-02-28 00:33:21.000000",
                        "2025-02-28 00:33:22.000001",
                    ]
                )
                #expect(rows[0]["updated"] == "2025-03-01 16:00:00.123456")
                #expect(rows[1]["updated"] == rows[1]["created"])
                #expect(rows.allSatisfy { $0["is_since"] == true })
                #expect(rows[3]["metadata"]?["agent_id"] == "ops-agent")
                #expect(rows[3]["expires"] == "2999-02-01 00:00")
                try await side.server.overStdio { client in
                    let found = try await client.foundTexts("Which seat on a plane?", in: "default")
                    #expect(found.first == "Prefers window seats on long flights")
                }
            }
        }

        @Test("mcp-memory-service: tags, types and seconds are kept")
        func memoryService() async throws {
            try await imported(
                "mcp-memory-service.json",
                "content, kind, metadata, source, extract(epoch FROM created_at) AS created, "
                    + "extract(epoch FROM updated_at) AS updated"
            ) { report, rows, side in
                #expect(report["format"] == "mcp_memory_service")
                #expect(report["imported"] == 3)
                #expect(rows.map { $0["kind"] } == ["fact", "procedure", "note"])
                #expect(
                    rows[0]["metadata"] == [
                        "quality_score": 0.8, "hostname": "workbench", "tags": ["billing", "architecture"],
                        "memory_type": "decision", "store": "work",
                    ]
                )
                #expect(rows[1]["metadata"] == ["tags": ["deploy", "ops", "process"], "memory_type": "best_practice"])
                #expect(rows[2]["metadata"] == [:])
                #expect(rows[1]["source"] == "mcp-memory-service/d2c1")
                #expect(rows.map { $0["created"]?.double } == [1_725_271_872.131415, 1_725_271_873, 1_725_321_600])
                #expect(rows[0]["updated"]?.double == 1_725_275_472.5)
                try await side.server.overStdio { client in
                    let found = try await client.foundTexts(
                        "database",
                        in: "default",
                        ["filter": ["tags": ["$contains": "billing"]]]
                    )
                    #expect(found == ["We chose PostgreSQL over SQLite for the billing service."])
                }
            }
        }

        @Test("the reference server's graph: each observation names its entity, and relations are sentences")
        func memoryGraph() async throws {
            try await imported("memory-graph.jsonl", "content, kind, subject, metadata, source") { report, rows, side in
                #expect(report["format"] == "memory_graph")
                #expect(report["imported"] == 7)
                #expect(
                    rows.map { $0["content"] } == [
                        "John_Smith: Speaks fluent Spanish", "John_Smith graduated in 2019", "Anthropic: Makes Claude",
                        "Launch: Speaks fluent Spanish", "Reading list (collection)", "John_Smith works_at Anthropic",
                        "John_Smith attended Launch",
                    ]
                )
                #expect(rows.map { $0["kind"] } == ["fact", "fact", "fact", "event", "fact", "fact", "fact"])
                #expect(rows[0]["subject"] == "John_Smith")
                #expect(rows[0]["metadata"] == ["entity_type": "person"])
                #expect(rows[0]["source"] == "memory-graph/John_Smith")
                #expect(
                    rows[5]["metadata"] == ["relation": ["from": "John_Smith", "type": "works_at", "to": "Anthropic"]]
                )
                try await side.server.overStdio { client async throws in
                    #expect(
                        try await client.foundTexts("Where does John Smith work?", in: "default", ["mode": "keyword"])
                            .first == "John_Smith works_at Anthropic"
                    )
                    let conflicts = try await client.value("find_conflicts", [:])
                    #expect(conflicts["conflicts"]?.array?.isEmpty == true, "\(conflicts)")
                }
            }
        }

        @Test(
            "other forms of the same exports are recognised, too",
            arguments: [
                (#"[{"id":"1","memory":"Tea is green."}]"#, "mem0", 1),
                ("\u{FEFF}\n [ {\"memory\":\"Tea is green.\"},\n{\"memory\":\"Tea is black.\"} ]\n", "mem0", 2),
                ("{\"memory\":\"Tea is green.\"}\r\n\r\n{\"memory\":\"Tea is black.\"}", "mem0", 2),
                (#"{"results":[{"memory":"Tea is green."}],"relations":[{"source":"a"}]}"#, "mem0", 1),
                (#"{"memories":[{"memory":"Tea is green.","metadata":{"a":[{"b":"]}"}]}}]}"#, "mem0", 1),
                (#"{"memories":[{"content":"Tea is green.","tags":[]}]}"#, "mcp_memory_service", 1),
                (#"[{"content":"Tea is green.","content_hash":"a"}]"#, "mcp_memory_service", 1),
                (
                    #"{"entities":[{"name":"Tea","entityType":"drink","observations":["green"]}],"# + "\n"
                        + #""relations":[{"from":"Tea","to":"Cup","relationType":"fills"}]}"#,
                    "memory_graph", 2
                ),
                (#"{"type":"relation","from":"Tea","to":"Cup","relationType":"fills"}"#, "memory_graph", 1),
            ]
        )
        func recognised(_ text: String, _ format: String, _ count: Int) async throws {
            try await BankSide.withOne { side, folder in
                try folder.write("a", text)
                let report = try await side.call("import_bank", ["file": "a"])
                #expect(report["format"] == .string(format))
                #expect(report["imported"] == .int(count))
                #expect(report["unreadable"] == 0)
            }
        }
    }
}
