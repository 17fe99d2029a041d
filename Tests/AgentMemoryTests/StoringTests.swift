import TestSupport
import Testing

extension AgentMemory {
    @Suite("Storing a memory")
    struct StoringTests {
        @Test("what would be forgotten at once is refused")
        func past() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                try await client.make(bank)
                let memory: JSONValue = [
                    "content": "The fair is on.", "bank": .string(bank), "expires_at": "2020-01-01",
                ]
                let refused = try await client.call("store_memory", memory)
                #expect(refused.isError)
                #expect(refused.text.contains("expires_at: 2020-01-01"))
                #expect(try await client.texts(of: bank).isEmpty)
            }
        }

        @Test("the same text is stored once, and the memory counts how often it came")
        func same() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                let first = try await client.store("The API runs on port 8080.", in: bank)
                #expect(first["outcome"] == "stored")
                let second = try await client.store("the API  runs on port 8080", in: bank, ["importance": 7])
                #expect(second["outcome"] == "merged")
                #expect(second["id"] == first["id"])
                let memory = try await client.value("get_memory", ["id": first["id"] ?? nil])["memory"]
                #expect(memory?["content"] == "The API runs on port 8080.")
                #expect(memory?["confirmations"] == 1)
                #expect(memory?["importance"] == 7)
                #expect(try await client.texts(of: bank).count == 1)
            }
        }

        @Test("on_duplicate decides what becomes of it")
        func policies() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                let id = try await client.memory("Deploys happen on Fridays.", in: bank)
                let refused = try await client.store("Deploys happen on Fridays.", in: bank, ["on_duplicate": "refuse"])
                #expect(refused["outcome"] == "duplicate")
                #expect(refused["id"] == id)
                let stored = try await client.store("Deploys happen on Fridays.", in: bank, ["on_duplicate": "store"])
                #expect(stored["outcome"] == "stored")
                #expect(stored["id"] != id)
            }
        }

        @Test("one fact in three wordings is one memory")
        func wordings() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                for wording in [
                    "The deploy password is rotated every 30 days.",
                    "Every thirty days the deploy password is rotated.",
                    "The deploy password gets rotated every 30 days",
                ] {
                    try await client.store(wording, in: bank)
                }
                #expect(try await client.texts(of: bank) == ["The deploy password is rotated every 30 days."])
            }
        }

        @Test("what says something else is kept, and reported where it may contradict")
        func nearMisses() async throws {
            let bank = uniqueName()
            let facts = [
                "The standup is at 9:30.", "The standup is at 10:30.", "Anna reports to Ben.", "Ben reports to Anna.",
                "The cache is enabled in production.", "The cache is not enabled in production.",
                "The cache is enabled in staging.",
            ]
            try await server.overStdio { client in
                var conflicts: [JSONValue] = []
                for fact in facts {
                    let stored = try await client.store(fact, in: bank)
                    #expect(stored["outcome"] == "stored", "\(fact)")
                    conflicts.append(stored["conflicts"] ?? [])
                }
                #expect(try await client.texts(of: bank) == Set(facts))
                #expect(conflicts[1].array?.count == 1, "another time of the standup")
                #expect(conflicts[5].array?.isEmpty == false, "the cache is and is not enabled")
            }
        }

        @Test("what a session was given is not stored as new, whatever it is joined to")
        func echo() async throws {
            let (bank, session) = (uniqueName(), uniqueName())
            try await server.overStdio { client in
                let id = try await client.memory("Zoe drives a red bus.", in: bank)
                try await client.store("Max sells old maps.", in: bank)
                let asking: JSONValue = ["session_id": .string(session)]
                #expect(try await client.found("Who drives a bus, who sells maps?", in: bank, asking).count == 2)
                let echo = try await client.store("Zoe drives a red bus. Max sells old maps!", in: bank, asking)
                #expect(echo["outcome"] == "echo")
                #expect(echo["id"] == id)
                let own = try await client.store("Zoe drives a red bus. She lives in Lyon.", in: bank, asking)
                #expect(own["outcome"] == "stored")
                let elsewhere: JSONValue = ["session_id": .string(uniqueName())]
                let other = try await client.store("Zoe drives a red bus. Max sells old maps.", in: bank, elsewhere)
                #expect(other["outcome"] == "stored")
                let elsewhereToo = try await client.store("Zoe drives a red bus.", in: uniqueName(), asking)
                #expect(elsewhereToo["outcome"] == "stored", "another bank does not know it")
                _ = try await client.value("forget_memory", ["id": id])
                let again = try await client.store("Zoe drives a red bus.", in: bank, asking)
                #expect(again["outcome"] == "stored", "what was forgotten may be learnt again")
            }
        }

        @Test("a call repeated with its idempotency key is done once")
        func idempotent() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                let call: JSONValue = ["on_duplicate": "store", "idempotency_key": .string(uniqueName())]
                let first = try await client.store("Tea is at four.", in: bank, call)
                #expect(try await client.store("Tea is at four.", in: bank, call) == first)
                #expect(try await client.value("list_memories", ["bank": .string(bank)])["memories"]?.array?.count == 1)
            }
        }

        @Test("what looks like a secret is refused, unless asked for, and is never repeated in the answer")
        func secrets() async throws {
            let bank = uniqueName()
            let secret = "AKIAIOSFODNN7EXAMPLE"
            try await server.overStdio { client in
                try await client.make(bank)
                let text = "The key is \(secret) for the bucket."
                let refused = try await client.call("store_memory", ["content": .string(text), "bank": .string(bank)])
                #expect(refused.isError)
                #expect(!refused.text.contains(secret))
                #expect(refused.text.contains("allow_secrets"))
                let many = try await client.call(
                    "store_memories",
                    ["memories": [["content": "Harmless."], ["content": .string(text)]], "bank": .string(bank)]
                )
                #expect(many.isError)
                #expect(many.text.contains("memories[1]"))
                #expect(try await client.texts(of: bank) == [])
                #expect(try await client.store(text, in: bank, ["allow_secrets": true])["outcome"] == "stored")
            }
        }

        @Test("what is stored without an end lives on, although the same was to expire")
        func lives() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                let id = try await client.memory("The lift is out of order.", in: bank, ["expires_at": "2999-01-01"])
                #expect(try await client.store("The lift is out of order.", in: bank)["outcome"] == "merged")
                #expect(try await client.value("get_memory", ["id": id])["memory"]?["expires_at"] == nil)
            }
        }

        @Test("many are stored all or none, each compared with those before it")
        func batch() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                try await client.make(bank)
                let answer = try await client.value(
                    "store_memories",
                    [
                        "bank": .string(bank),
                        "memories": [
                            ["content": "Ada likes tea."], ["content": "Ada likes tea"], ["content": "Bo is 40."],
                        ],
                    ]
                )
                #expect(answer["results"]?.array?.map { $0["outcome"] } == ["stored", "merged", "stored"])
                let refused = try await client.call(
                    "store_memories",
                    ["bank": .string(bank), "memories": [["content": "Cy is 50."], ["content": " \n\t "]]]
                )
                #expect(refused.isError)
                #expect(try await client.texts(of: bank) == ["Ada likes tea.", "Bo is 40."])
            }
        }

        @Test("ten clients that store one fact at once store it once")
        func concurrent() async throws {
            let bank = uniqueName()
            try await server.overHTTP { client in
                try await client.make(bank)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<10 {
                        group.addTask {
                            let fact =
                                number.isMultiple(of: 2)
                                ? "The server room is on floor 3." : "The server room is on floor three"
                            let answer = try await client.ask(
                                "POST",
                                "/api/v1/memories",
                                ["content": .string(fact), "bank": .string(bank)]
                            )
                            #expect(answer.status == 200)
                        }
                    }
                    try await group.waitForAll()
                }
                let listed = try await client.ask("GET", "/api/v1/memories?bank=\(bank)")
                #expect(try listed.json["memories"]?.array?.count == 1)
                #expect(try listed.json["memories"]?.array?.first?["confirmations"] == 9)
            }
        }

        @Test(
            "what cannot be stored is refused with a reason, and nothing is stored",
            arguments: [
                ["content": ""], ["content": "  \n "], ["content": "\u{0}"], ["content": "x", "importance": 11],
                ["content": "x", "valid_from": "yesterday"], ["content": "x", "kind": "rumour"],
                ["content": .string(String(repeating: "x", count: 100_001))],
            ] as [JSONValue]
        )
        func refused(_ arguments: JSONValue) async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                var arguments = arguments
                arguments["bank"] = .string(bank)
                try await client.make(bank)
                let outcome = try await client.call("store_memory", arguments)
                #expect(outcome.isError)
                #expect(try await client.texts(of: bank) == [])
            }
        }
    }
}
