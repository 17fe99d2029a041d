import TestSupport
import Testing

extension AgentMemory {
    @Suite("Curating a bank")
    struct CurationTests {
        @Test(
            "what says the same is merged into one with lineage, once the bank's questions are answered as well as before"
        )
        func consolidated() async throws {
            let bank = uniqueName()
            try await whole.overStdio { client in
                for text in ["The vault opens at 9 every day.", "Mia grows orchids."] {
                    try await client.store(text, in: bank)
                }
                for text in ["The vault opens at 9 every day", "Every day the vault opens at 9."] {
                    try await client.store(text, in: bank, ["on_duplicate": "store"])
                }
                _ = try await client.found("When does the vault open?", in: bank)
                try await eventually("the question is kept") {
                    try await client.value("memory_stats", ["bank": .string(bank)])["queries"] == 1
                }
                let plan = try await client.value("consolidate_memories", ["bank": .string(bank), "wait_seconds": 60])
                #expect(plan["clusters"]?.array?.count == 1)
                #expect(plan["merged"] == 0)
                #expect(plan["recall"]?["queries"] == 1)
                #expect(try await client.texts(of: bank).count == 4, "a dry run changes nothing")
                let done = try await client.value(
                    "consolidate_memories",
                    ["bank": .string(bank), "dry_run": false, "wait_seconds": 60]
                )
                #expect(done["merged"] == 2)
                #expect(try await client.texts(of: bank) == ["The vault opens at 9 every day.", "Mia grows orchids."])
                let keeper = try #require(done["clusters"]?.array?.first?["keep"]?["id"])
                let history = try await client.value("get_memory", ["id": keeper])
                #expect(history["supersedes"]?.array?.count == 2)
                #expect(history["memory"]?["confirmations"] == 2)
                let merged = try #require(history["supersedes"]?.array?.first?["id"])
                #expect(try await client.value("restore_memory", ["id": merged])["restored"] == true)
                #expect(try await client.texts(of: bank).count == 3)
            }
        }

        @Test("conflicts are reported with both sides, until they are settled")
        func conflicts() async throws {
            let bank = uniqueName()
            try await whole.overStdio { client in
                let first = try await client.memory("The standup is at 9:30.", in: bank)
                let second = try await client.memory("The standup is at 10:30.", in: bank)
                let third = try await client.memory(
                    "Bo lives in Turin.",
                    in: bank,
                    ["subject": "Bo", "attribute": "home"]
                )
                let fourth = try await client.memory(
                    "Bo has moved to Nice.",
                    in: bank,
                    ["subject": "bo", "attribute": "Home"]
                )
                func conflicts() async throws -> [JSONValue] {
                    let answer = try await client.value("find_conflicts", ["bank": .string(bank)])
                    return try #require(answer["conflicts"]?.array)
                }
                let found = try await conflicts()
                #expect(found.count == 2)
                #expect(found.first?["difference"]?["kind"] == "attribute")
                #expect(found.last?["difference"]?["kind"] == "date")
                #expect(found.last?["one"]?["id"] == first)
                #expect(found.last?["other"]?["id"] == second)
                _ = try await client.value(
                    "consolidate_memories",
                    ["bank": .string(bank), "distinct": [first, second]]
                )
                #expect(try await conflicts().count == 1)
                _ = try await client.value(
                    "consolidate_memories",
                    ["bank": .string(bank), "keep": fourth, "merge": [third]]
                )
                #expect(try await conflicts() == [])
                #expect(
                    try await client.value("get_memory", ["id": third])["memory"]?["retired"]?["superseded_by"]
                        == fourth
                )
            }
        }

        @Test("what fades is shown first, and forgotten only when asked; what is pinned stays")
        func faded() async throws {
            let bank = uniqueName()
            try await whole.overStdio { client in
                try await client.store("An old note.", in: bank)
                try await client.store("A pinned note.", in: bank, ["pinned": true])
                let asking: JSONValue = [
                    "bank": .string(bank), "decay_below": 1, "half_life_days": 0.01, "wait_seconds": 60,
                ]
                let plan = try await client.value("consolidate_memories", asking)
                #expect(plan["faded"]?.array?.count == 1)
                #expect(plan["forgotten"] == 0)
                var doing = asking
                doing["dry_run"] = false
                #expect(try await client.value("consolidate_memories", doing)["forgotten"] == 1)
                #expect(try await client.texts(of: bank) == ["A pinned note."])
                let stats = try await client.value("memory_stats", ["bank": .string(bank)])
                #expect(stats["retired"] == ["forgotten": 1])
                #expect(stats["pinned"] == 1)
            }
        }
    }
}
