import TestSupport
import Testing

extension AgentMemory {
    @Suite("Recall")
    struct RecallTests {
        @Test(
            "packs pinned memories, what answers, and the tail of the session into the budget, and says what it left out"
        )
        func packs() async throws {
            let (bank, session) = (uniqueName(), uniqueName())
            try await server.overStdio { client in
                try await client.store("Always answer in French.", in: bank, ["pinned": true])
                for number in 1...30 {
                    try await client.store(
                        "Server \(number) of the shop runs Debian and is called \(Prose.words(number * 3).prefix(40)).",
                        in: bank,
                        ["on_duplicate": "store"]
                    )
                }
                let messages = (0..<20).map {
                    JSONValue.object(["role": "user", "content": .string("Line \($0) of the talk.")])
                }
                _ = try await client.value(
                    "add_messages",
                    ["session_id": .string(session), "bank": .string(bank), "messages": .array(messages)]
                )
                let answer = try await client.value(
                    "recall",
                    [
                        "query": "What runs on the servers of the shop?", "session_id": .string(session),
                        "banks": [.string(bank)], "budget_tokens": 300,
                    ]
                )
                let tokens = try #require(answer["tokens"]?.int)
                #expect(tokens <= 300 && tokens > 150)
                #expect(answer["tokenizer"] == "all-MiniLM-L6-v2")
                let context = try #require(answer["context"]?.string)
                let lines = context.split(separator: "\n")
                #expect(lines.first?.hasSuffix("Always answer in French.") == true)
                #expect(lines.last?.hasSuffix("Line 19 of the talk.") == true)
                let items = try #require(answer["items"]?.array)
                #expect(items.count == lines.count)
                #expect(items.reduce(0) { $0 + ($1["tokens"]?.int ?? 0) } == tokens)
                #expect(items.contains { $0["memory"] != nil && $0["score"] != nil })
                let leftOut = try #require(answer["left_out"]?.array)
                #expect(leftOut.contains { $0["reason"] == "budget" })
            }
        }

        @Test("finds what was said in conversations, in the order in which it was said")
        func conversations() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                try await client.make(bank)
                for (day, text) in [
                    ("2024-02-01", "We booked a cabin in Norway."), ("2024-01-05", "I want to see fjords."),
                ] {
                    _ = try await client.value(
                        "add_messages",
                        [
                            "session_id": .string(uniqueName()), "bank": .string(bank),
                            "messages": [
                                [
                                    "role": "user", "speaker": "Kim", "content": .string(text),
                                    "created_at": .string(day),
                                ]
                            ],
                        ]
                    )
                }
                let answer = try await client.value(
                    "recall",
                    ["query": "Kim's trip to the fjords of Norway", "banks": [.string(bank)]]
                )
                #expect(
                    answer["context"]
                        == "[2024-01-05] Kim: I want to see fjords.\n[2024-02-01] Kim: We booked a cabin in Norway."
                )
                let without = try await client.value(
                    "recall",
                    ["query": "Norway", "banks": [.string(bank)], "conversations": false]
                )
                #expect(without["context"] == "")
            }
        }

        @Test("names the day of turns once for those of a session, and counts its tokens once")
        func days() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                try await client.make(bank)
                for (day, fjord) in [("2024-01-05", "Oslo"), ("2024-02-01", "Lyse")] {
                    let messages: [JSONValue] = ["Which fjord shall we see?", "Yes.", "The fjord of \(fjord)."]
                        .map {
                            [
                                "role": "user", "speaker": "Kim", "content": .string($0),
                                "created_at": .string("\(day)T10:00:00Z"),
                            ]
                        }
                    _ = try await client.value(
                        "add_messages",
                        ["session_id": .string(day), "bank": .string(bank), "messages": .array(messages)]
                    )
                }
                let answer = try await client.value("recall", ["query": "fjord", "banks": [.string(bank)]])
                // The same words of another day are no duplicate.
                #expect(
                    answer["context"] == """
                        [2024-01-05] Kim: Which fjord shall we see?
                        Kim: Yes.
                        Kim: The fjord of Oslo.
                        [2024-02-01] Kim: Which fjord shall we see?
                        Kim: Yes.
                        Kim: The fjord of Lyse.
                        """
                )
                let tokens = try #require(answer["items"]?.array?.compactMap { $0["tokens"]?.int })
                #expect(tokens.reduce(0, +) == answer["tokens"]?.int)
                let perDay = [tokens.prefix(3), tokens.suffix(3)].map { $0.reduce(0, +) }
                #expect(tokens.count == 6)
                #expect(abs(perDay[0] - perDay[1]) <= 2)
            }
        }

        @Test("needs a query or a session, and finds nothing in a bank that is not there yet")
        func nothing() async throws {
            try await server.with(settings: ["MEMORY_BANK": uniqueName()]).overStdio { client in
                #expect(try await client.call("recall").isError)
                let answer = try await client.value("recall", ["query": "anything"])
                #expect(answer["context"] == "")
                #expect(answer["items"] == [])
            }
        }
    }
}
