import Foundation
import TestSupport
import Testing

extension AgentMemory {
    @Suite("Searching memories")
    struct SearchingTests {
        @Test("a memory is found by meaning and by words, and its score is the sum of its parts")
        func score() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                try await client.store("Ada prefers tea to coffee.", in: bank, ["importance": 10, "trust": 1])
                try await client.store("The printer on floor 2 is broken.", in: bank)
                let answer = try await client.value(
                    "search_memories",
                    ["query": "Which drink does Ada like best?", "banks": [.string(bank)]]
                )
                let hits = try #require(answer["hits"]?.array)
                #expect(hits.first?["memory"]?["content"] == "Ada prefers tea to coffee.")
                for hit in hits {
                    let parts = try #require(hit["parts"]?.object).values.compactMap(\.double)
                    #expect(parts.count == 5)
                    #expect(abs(parts.reduce(0, +) - (hit["score"]?.double ?? -1)) < 1e-9)
                }
                let parts = try #require(hits.first?["parts"])
                #expect(abs((parts["importance"]?.double ?? 0) - 0.05) < 1e-9)
                #expect(abs((parts["trust"]?.double ?? 0) - 0.025) < 1e-9)
                #expect((parts["recency"]?.double ?? 0) > 0.049)
                #expect(answer["exhausted"] == true)
            }
        }

        @Test("filters, kinds and times choose among the memories")
        func chosen() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                try await client.store(
                    "The offsite was in Rome.",
                    in: bank,
                    ["kind": "event", "valid_from": "2024-05-03", "metadata": ["team": "api"]]
                )
                try await client.store(
                    "The offsite was in Oslo.",
                    in: bank,
                    ["kind": "event", "valid_from": "2025-06-01T09:00:00+02:00", "metadata": ["team": "web"]]
                )
                try await client.store(
                    "Offsites are planned by Cleo.",
                    in: bank,
                    ["kind": "procedure", "subject": "offsite"]
                )
                func found(_ more: JSONValue) async throws -> Set<String> {
                    Set(try await client.foundTexts("Where was the offsite?", in: bank, more))
                }
                #expect(
                    try await found(["kinds": ["event"]]) == ["The offsite was in Rome.", "The offsite was in Oslo."]
                )
                #expect(try await found(["filter": ["team": "api"]]) == ["The offsite was in Rome."])
                #expect(try await found(["filter": ["$subject": "offsite"]]) == ["Offsites are planned by Cleo."])
                #expect(
                    try await found(["after": "2024-01-01", "before": "2025-01-01"]) == ["The offsite was in Rome."]
                )
                let refused = try await client.call(
                    "search_memories",
                    ["query": "x", "banks": [.string(bank)], "filter": ["$nothing": 1]]
                )
                #expect(refused.isError)
            }
        }

        @Test("a phrase of time in the query becomes a range, by choice")
        func phrases() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                try await client.store("The release was delayed by a bug.", in: bank, ["valid_from": "2024-03-12"])
                try await client.store("The release was delayed by a strike.", in: bank, ["valid_from": "2024-07-01"])
                let asking: JSONValue = [
                    "query": "What delayed the release in March 2024?", "banks": [.string(bank)], "time_phrases": true,
                ]
                let answer = try await client.value("search_memories", asking)
                #expect(answer["hits"]?.array?.count == 1)
                #expect(answer["time"]?["phrase"] == "in March 2024")
                #expect(answer["time"]?["after"]?.string?.hasPrefix("2024-03-01") == true)
                #expect(answer["time"]?["before"]?.string?.hasPrefix("2024-04-01") == true)
            }
        }

        @Test("several banks are searched at once, and each memory says where it is")
        func banks() async throws {
            let (first, second) = (uniqueName(), uniqueName())
            try await server.overStdio { client in
                try await client.store("Uma speaks Hindi.", in: first)
                try await client.store("Uma speaks Tamil.", in: second)
                let answer = try await client.value(
                    "search_memories",
                    ["query": "Which languages does Uma speak?", "banks": [.string(first), .string(second)]]
                )
                let banks = answer["hits"]?.array?.compactMap { $0["memory"]?["bank"]?.string }
                #expect(Set(banks ?? []) == [first, second])
                let unknown = try await client.call("search_memories", ["query": "x", "banks": ["no such bank"]])
                #expect(unknown.isError)
                #expect(unknown.text.contains("no such bank"))
            }
        }

        @Test("accesses are counted behind the search, and never by a server that only reads")
        func accesses() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                let id = try await client.memory("The vault opens at dawn.", in: bank)
                let reading = try server.with(settings: ["READ_ONLY": "1"])
                try await reading.overStdio { reader async throws in
                    #expect(try await reader.foundTexts("When does the vault open?", in: bank).count == 1)
                }
                #expect(try await client.value("get_memory", ["id": id])["memory"]?["access_count"] == 0)
                for _ in 0..<3 { _ = try await client.found("When does the vault open?", in: bank) }
                try await eventually("three accesses are counted") {
                    let memory = try await client.value("get_memory", ["id": id])["memory"]
                    return memory?["access_count"] == 3 && memory?["last_accessed"] != nil
                }
            }
        }

        @Test("words alone are searched without a model")
        func keywords() async throws {
            let bank = uniqueName()
            try await server.overStdio { try await $0.store("The quokka sleeps at noon.", in: bank) }
            try await server.with(settings: ["EMBEDDING_MODEL": "/nonexistent"]).overStdio { client in
                #expect(try await client.foundTexts("quokka", in: bank, ["mode": "keyword"]).count == 1)
                let refused = try await client.call("search_memories", ["query": "quokka", "banks": [.string(bank)]])
                #expect(refused.isError)
            }
        }

        @Test("words are found in their bank, however often other banks hold them, and of those that are believed")
        func wordsOfOneBank() async throws {
            let (bank, other) = (uniqueName(), uniqueName())
            try await server.overStdio { client in
                for number in 1...120 {
                    let text = "Walrus walrus walrus, number \(number)."
                    try await client.store(text, in: other, ["on_duplicate": "store"])
                }
                let wanted = "On the way home somebody, who was it, said that she had seen a walrus at the pier."
                try await client.store(wanted, in: bank)
                let forgotten = try await client.memory("The walrus is called Gerald.", in: bank)
                _ = try await client.value("forget_memory", ["id": forgotten])
                for mode in ["keyword", "hybrid"] as [JSONValue] {
                    #expect(try await client.foundTexts("walrus", in: bank, ["mode": mode]) == [wanted])
                }
            }
        }

        @Test("phrases, excluded words, and what no memory says")
        func words() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                try await client.store("Green tea is served hot.", in: bank)
                try await client.store("Tea that is green is rare.", in: bank)
                #expect(try await client.foundTexts("\"green tea\"", in: bank) == ["Green tea is served hot."])
                #expect(try await client.foundTexts("tea -hot", in: bank) == ["Tea that is green is rare."])
                #expect(try await client.foundTexts("zebra crossing", in: bank, ["min_score": 0.6]) == [])
            }
        }
    }
}
