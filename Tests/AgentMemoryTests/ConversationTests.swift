import TestSupport
import Testing

extension AgentMemory {
    @Suite("Conversations")
    struct ConversationTests {
        private static let talk: JSONValue = [
            [
                "role": "user", "speaker": "Nora", "content": "I adopted a greyhound.",
                "created_at": "2023-05-08T13:56:00Z",
            ],
            [
                "role": "assistant", "speaker": "Otto", "content": "What is it called?",
                "created_at": "2023-05-08T13:57:00Z",
            ],
            [
                "role": "user", "speaker": "Nora", "content": "Comet. It sleeps all day.",
                "created_at": "2023-05-08T13:58:00Z",
            ],
            [
                "role": "assistant", "speaker": "Otto", "content": "My sister plays the oboe.",
                "created_at": "2023-05-08T13:59:00Z",
            ],
        ]

        private func withTalk(_ body: (StdioClient, _ bank: String, _ session: String) async throws -> Void)
            async throws
        {
            let (bank, session) = (uniqueName(), uniqueName())
            try await server.overStdio { client in
                try await client.make(bank)
                let added = try await client.value(
                    "add_messages",
                    ["session_id": .string(session), "bank": .string(bank), "messages": Self.talk]
                )
                #expect(added["first_turn"] == 0)
                #expect(added["added"] == 4)
                try await body(client, bank, session)
            }
        }

        @Test("turns are added at the end, and returned in pages from either end")
        func turns() async throws {
            try await withTalk { client, bank, session in
                let more = try await client.value(
                    "add_messages",
                    [
                        "session_id": .string(session), "bank": .string(bank), "title": "Dogs",
                        "messages": [["role": "user", "content": "Bye."]],
                    ]
                )
                #expect(more["first_turn"] == 4)
                let asking: JSONValue = ["session_id": .string(session), "bank": .string(bank), "limit": 2]
                let page = try await client.value("get_conversation", asking)
                #expect(page["turns"]?.array?.map { $0["turn"] } == [0, 1])
                var next = asking
                next["cursor"] = page["next_cursor"]
                #expect(try await client.value("get_conversation", next)["turns"]?.array?.map { $0["turn"] } == [2, 3])
                var last = asking
                last["order"] = "newest"
                #expect(try await client.value("get_conversation", last)["turns"]?.array?.first?["content"] == "Bye.")
                let listed = try await client.value("list_conversations", ["bank": .string(bank)])["conversations"]
                #expect(listed?.array?.count == 1)
                #expect(listed?.array?.first?["title"] == "Dogs")
                #expect(listed?.array?.first?["turns"] == 5)
            }
        }

        @Test("a turn is found by what is said around it, with its neighbours where they are wanted")
        func windows() async throws {
            try await withTalk { client, bank, session in
                let answer = try await client.value(
                    "search_conversations",
                    [
                        "query": "What is the name of Nora's greyhound?", "banks": [.string(bank)], "limit": 2,
                        "context": 1,
                    ]
                )
                let hits = try #require(answer["hits"]?.array)
                #expect(hits.contains { $0["turn"]?["content"] == "Comet. It sleeps all day." })
                for hit in hits {
                    let parts = try #require(hit["parts"]?.object).values.compactMap(\.double)
                    #expect(abs(parts.reduce(0, +) - (hit["score"]?.double ?? -1)) < 1e-9)
                    let number = try #require(hit["turn"]?["turn"]?.int)
                    let around = try #require(hit["context"]?.array?.compactMap { $0["turn"]?.int })
                    #expect(around == [number - 1, number + 1].filter { (0...3).contains($0) })
                }
            }
        }

        @Test("a turn that answers only together with what was said before it is found among many that are nearer")
        func answersAlone() async throws {
            let bank = uniqueName()
            try await server.overStdio { client in
                try await client.make(bank)
                func add(_ session: String, _ said: [(speaker: String, text: String)]) async throws {
                    _ = try await client.value(
                        "add_messages",
                        [
                            "session_id": .string(session), "bank": .string(bank),
                            "messages": .array(
                                said.map {
                                    ["role": "user", "speaker": .string($0.speaker), "content": .string($0.text)]
                                }
                            ),
                        ]
                    )
                }
                // Each in a session of its own, so that none has neighbours; together they fill both legs of the search.
                for number in 0..<120 { try await add("dog \(number)", [("Nora", "A puppy!")]) }
                try await add(
                    "asked",
                    [
                        ("Nora", "I adopted a greyhound!"), ("Otto", "When?"),
                        ("Nora", "Last Friday, around noon, believe it or not."), ("Otto", "How nice for you."),
                    ]
                )
                func found(_ more: JSONValue = [:]) async throws -> [String] {
                    var arguments = more
                    arguments["query"] = "When did Nora adopt the greyhound?"
                    arguments["banks"] = [.string(bank)]
                    arguments["limit"] = 4
                    let hits = try await client.value("search_conversations", arguments)["hits"]?.array ?? []
                    return hits.compactMap { $0["turn"]?["content"]?.string }
                }
                #expect(try await found().contains { $0.hasPrefix("Last Friday") })
                // What is not asked for is no candidate either.
                let ofOtto = try await found(["filter": ["$speaker": "Otto"]])
                #expect(Set(ofOtto) == ["When?", "How nice for you."])
            }
        }

        @Test("sessions, speakers and days choose among the turns; a day is found by its words")
        func chosen() async throws {
            try await withTalk { client, bank, session in
                let other = uniqueName()
                _ = try await client.value(
                    "add_messages",
                    [
                        "session_id": .string(other), "bank": .string(bank),
                        "messages": [
                            [
                                "role": "user", "speaker": "Nora", "content": "The greyhound ran away.",
                                "created_at": "2023-06-20T08:00:00Z",
                            ]
                        ],
                    ]
                )
                func found(_ query: String, _ more: JSONValue) async throws -> [JSONValue] {
                    var arguments = more
                    arguments["query"] = .string(query)
                    arguments["banks"] = [.string(bank)]
                    return try #require(try await client.value("search_conversations", arguments)["hits"]?.array)
                }
                let sessions = try await found("greyhound", ["group_by": "session"])
                #expect(Set(sessions.compactMap { $0["turn"]?["session_id"]?.string }) == [session, other])
                #expect(sessions.count == 2)
                #expect(try await found("greyhound", ["session_ids": [.string(other)]]).count == 1)
                #expect(try await found("greyhound", ["after": "2023-06-01"]).count == 1)
                #expect(
                    try await found("oboe", ["filter": ["$speaker": "Nora"]]).allSatisfy {
                        $0["turn"]?["speaker"] == "Nora"
                    }
                )
                // Quotes ask for a phrase, but in a question they may be those of a title.
                #expect(try await found("the \"small greyhound\"", [:]).isEmpty)
                #expect(try await found("Which is the \"small greyhound\"?", [:]).count == 5)
                let dated = try await found("What happened on 20 June 2023?", ["mode": "keyword", "limit": 1])
                #expect(dated.first?["turn"]?["content"] == "The greyhound ran away.")
            }
        }

        @Test("a conversation is deleted with its turns, and then is not there")
        func deleted() async throws {
            try await withTalk { client, bank, session in
                let named: JSONValue = ["session_id": .string(session), "bank": .string(bank)]
                #expect(try await client.value("delete_conversation", named)["deleted"] == 4)
                #expect(try await client.call("delete_conversation", named).isError)
                #expect(try await client.call("get_conversation", named).isError)
                let found = try await client.value(
                    "search_conversations",
                    ["query": "greyhound", "banks": [.string(bank)]]
                )
                #expect(found["hits"] == [])
            }
        }

        @Test("working memory keeps values for a session until they expire or are removed")
        func values() async throws {
            let (bank, session) = (uniqueName(), uniqueName())
            try await server.overStdio { client in
                try await client.make(bank)
                func set(_ key: String, _ more: JSONValue) async throws -> JSONValue {
                    var arguments = more
                    arguments["session_id"] = .string(session)
                    arguments["bank"] = .string(bank)
                    arguments["key"] = .string(key)
                    return try await client.value("set_working_memory", arguments)
                }
                func values() async throws -> [String: JSONValue] {
                    let answer = try await client.value(
                        "get_working_memory",
                        ["session_id": .string(session), "bank": .string(bank)]
                    )
                    let values = try #require(answer["values"]?.array)
                    return Dictionary(values.map { ($0["key"]?.string ?? "", $0["value"] ?? nil) }) { $1 }
                }
                #expect(try await set("step", ["value": ["n": 1, "done": [true]]])["replaced"] == false)
                #expect(try await set("step", ["value": 2])["replaced"] == true)
                _ = try await set("brief", ["value": "soon gone", "ttl_seconds": 1])
                #expect(try await values()["step"] == 2)
                try await eventually("the brief value has expired") { try await values().keys.sorted() == ["step"] }
                _ = try await set("step", [:])
                #expect(try await values() == [:])
            }
        }
    }
}
