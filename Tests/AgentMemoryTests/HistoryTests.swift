import Foundation
import TestSupport
import Testing

extension AgentMemory {
    @Suite("Correcting, superseding and forgetting")
    struct HistoryTests {
        private func now(_ client: some MCPClient, of id: JSONValue) async throws -> String {
            let memory = try await client.value("get_memory", ["id": id])["memory"]
            return try #require(memory?["updated_at"]?.string)
        }

        @Test("a correction keeps the id, and the former text as history that as_of finds")
        func corrected() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                let id = try await client.memory("Lea lives in Ghent.", in: bank)
                let before = try await now(client, of: id)
                let answer = try await client.value("update_memory", ["id": id, "content": "Lea lives in Genoa."])
                #expect(answer["memory"]?["content"] == "Lea lives in Genoa.")
                let history = try await client.value("get_memory", ["id": id])["supersedes"]?.array
                #expect(history?.map { $0["content"] } == ["Lea lives in Ghent."])
                #expect(history?.first?["retired"]?["how"] == "corrected")
                #expect(try await client.foundTexts("Where does Lea live?", in: bank) == ["Lea lives in Genoa."])
                let then = try await client.foundTexts("Where does Lea live?", in: bank, ["as_of": .string(before)])
                #expect(then == ["Lea lives in Ghent."])
            }
        }

        @Test("only the version that is expected is changed")
        func versions() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                let id = try await client.memory("The limit is 5.", in: bank)
                let version = try await now(client, of: id)
                let change: JSONValue = ["id": id, "importance": 3, "expected_updated_at": .string(version)]
                _ = try await client.value("update_memory", change)
                let refused = try await client.call("update_memory", change)
                #expect(refused.isError)
                #expect(refused.text.contains("has changed since"))
                #expect(try await client.call("update_memory", ["id": id]).isError, "nothing to change")
            }
        }

        @Test("what supersedes a memory takes its place, and the old one says by whom and since when")
        func superseded() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                let old = try await client.memory(
                    "Iris works at Acme.",
                    in: bank,
                    ["subject": "Iris", "importance": 6]
                )
                let before = try await now(client, of: old)
                let change: JSONValue = [
                    "id": old, "content": "Iris works at Globex.", "reason": "new job",
                    "idempotency_key": .string(uniqueName()),
                ]
                let new = try await client.value("supersede_memory", change)
                #expect(new["supersedes"] == old)
                #expect(try await client.value("supersede_memory", change) == new, "repeated with its key")
                let memory = try await client.value("get_memory", ["id": new["id"] ?? nil])
                #expect(memory["memory"]?["subject"] == "Iris")
                #expect(memory["memory"]?["importance"] == 6)
                #expect(memory["supersedes"]?.array?.first?["retired"]?["reason"] == "new job")
                let former = try await client.value("get_memory", ["id": old])["memory"]
                #expect(former?["retired"]?["superseded_by"] == new["id"])
                #expect(former?["valid_to"] != nil)
                #expect(try await client.foundTexts("Where does Iris work?", in: bank) == ["Iris works at Globex."])
                let then = try await client.foundTexts("Where does Iris work?", in: bank, ["as_of": .string(before)])
                #expect(then == ["Iris works at Acme."])
                let again = try await client.call(
                    "supersede_memory",
                    ["id": old, "content": "x", "idempotency_key": .string(uniqueName())]
                )
                #expect(again.isError)
            }
        }

        @Test("what is forgotten is found no more until it is restored; the gap stays known")
        func forgotten() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                let id = try await client.memory("The gate code changes weekly.", in: bank)
                let forgetting = try await client.value("forget_memory", ["id": id, "reason": "wrong"])
                #expect(forgetting["forgotten"] == true)
                #expect(try await client.value("forget_memory", ["id": id])["forgotten"] == false)
                #expect(try await client.foundTexts("gate code", in: bank) == [])
                #expect(try await client.texts(of: bank) == [])
                #expect(try await client.texts(of: bank, state: "retired") == ["The gate code changes weekly."])
                let retired = try await client.value("get_memory", ["id": id])["memory"]?["retired"]
                #expect(retired?["reason"] == "wrong")
                let gap = try #require(retired?["at"]?.string)
                #expect(try await client.value("restore_memory", ["id": id])["restored"] == true)
                #expect(try await client.value("restore_memory", ["id": id])["restored"] == false)
                #expect(try await client.foundTexts("gate code", in: bank).count == 1)
                #expect(try await client.foundTexts("gate code", in: bank, ["as_of": .string(gap)]) == [])
            }
        }

        @Test("what has expired or is not true any more is left out; a purge alone deletes")
        func expired() async throws {
            let bank = uniqueName()
            try await whole.overStdio { client in
                let wifi = try await client.memory("The guest wifi is up today.", in: bank)
                _ = try await client.value("update_memory", ["id": wifi, "expires_at": "2020-01-01"])
                try await client.store("The pool is closed.", in: bank, ["valid_to": "2020-01-01"])
                try await client.store("The gym is open.", in: bank)
                #expect(try await client.texts(of: bank) == ["The gym is open."])
                #expect(try await client.foundTexts("wifi, pool, gym", in: bank) == ["The gym is open."])
                let done = try await client.value(
                    "consolidate_memories",
                    ["bank": .string(bank), "dry_run": false, "wait_seconds": 60]
                )
                #expect(done["expired"] == 1)
                let asking = try await client.call("purge_memories", ["bank": .string(bank)])
                #expect(asking.isError)
                let purged = try await client.value("purge_memories", ["bank": .string(bank), "expected_count": 1])
                #expect(purged["deleted"] == 1)
                #expect(try await client.texts(of: bank, state: "all") == ["The pool is closed.", "The gym is open."])
            }
        }

        @Test(
            "a memory that is not there is an error that says what to do",
            arguments: ["get_memory", "forget_memory", "restore_memory"]
        )
        func missing(_ tool: String) async throws {
            try await server.overStdio { client in
                let outcome = try await client.call(tool, ["id": 987_654_321])
                #expect(outcome.isError)
                #expect(
                    outcome.text
                        == "There is no memory with id 987654321. Ids come from search_memories and list_memories."
                )
            }
        }
    }
}
