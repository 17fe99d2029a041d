import TestSupport
import Testing

extension RAGSpecification {
    @Suite("Judgements")
    struct JudgementTests {
        @Test("a set is stored, listed, read, measured with, replaced and removed")
        func sets() async throws {
            try await whole.overStdio { client in
                let (set, key) = (uniqueName(), uniqueName())
                let id = try #require(try await client.add("The ferry leaves at nine.", as: key)["id"])
                let judged: JSONValue = ["query": "When does the ferry leave?", "relevant": [["id": id, "grade": 2]]]
                let saved = try await client.value("save_judgements", ["set": .string(set), "judgements": [judged]])
                #expect(saved == ["set": .string(set), "judgements": 1])
                let sets = try #require(try await client.value("list_judgement_sets", ["limit": 100])["sets"]?.array)
                #expect(sets.contains { $0["set"] == .string(set) && $0["judgements"] == 1 })
                let stored = try await client.value("get_judgements", ["set": .string(set)])
                #expect(stored["judgements"]?[0]?["relevant"] == [["id": id, "key": .string(key), "grade": 2]])
                let asked: JSONValue = ["set": .string(set), "configuration": ["source_ids": [id]]]
                #expect(try await client.value("evaluate_retrieval", asked)["metrics"]?[0]?["mean"]?.double == 1)
                let two: JSONValue = ["set": .string(set), "judgements": [judged, judged]]
                #expect(try await client.value("save_judgements", two)["replaced"] == 1)
                let none: JSONValue = ["set": .string(set), "judgements": []]
                #expect(try await client.value("save_judgements", none)["replaced"] == 2)
                let gone = try await client.call("evaluate_retrieval", ["set": .string(set)])
                #expect(gone.isError)
                #expect(gone.text.contains("There is no set of judgements"))
            }
        }

        @Test("a stretch that has moved is found by its words, and a source that is stored anew by its key")
        func moved() async throws {
            try await whole.overStdio { client in
                let (set, key) = (uniqueName(), uniqueName())
                let id = try #require(
                    try await client.add("The mill was built in 1887. It burnt in 1911.", as: key)["id"]
                )
                let judged: JSONValue = [
                    "query": "When did the mill burn?",
                    "relevant": [["id": id, "start": 28, "end": 45]],
                ]
                _ = try await client.value("save_judgements", ["set": .string(set), "judgements": [judged]])
                let stored = try await client.value("get_judgements", ["set": .string(set)])
                #expect(stored["judgements"]?[0]?["relevant"]?[0]?["quote"] == "It burnt in 1911.")
                _ = try await client.value("delete_source", ["key": .string(key)])
                let asked: JSONValue = ["set": .string(set)]
                let without = try await client.call("evaluate_retrieval", asked)
                #expect(without.isError)
                #expect(without.text.contains("there is no source with key"))
                let text = "# Mill\n\nOf the mill it is known: The mill was built in 1887. It burnt in 1911."
                let new = try #require(try await client.add(text, as: key)["id"])
                let found = try await client.value(
                    "evaluate_retrieval",
                    ["set": .string(set), "configuration": ["source_ids": [new]]]
                )
                let recall = found["metrics"]?.array?.first { $0["metric"] == "token_recall" }
                #expect(recall?["mean"]?.double == 1)
                _ = try await client.value("save_judgements", ["set": .string(set), "judgements": []])
            }
        }

        @Test("with READ_ONLY sets are read and measured with, and none is stored")
        func readOnly() async throws {
            let (set, key) = (uniqueName(), uniqueName())
            try await whole.overStdio { client in
                try await client.add("The lighthouse was lit in 1854.", as: key)
                let judged: JSONValue = ["query": "When was it lit?", "relevant": [["key": .string(key)]]]
                _ = try await client.value("save_judgements", ["set": .string(set), "judgements": [judged]])
            }
            try await whole.with(settings: ["READ_ONLY": "true"]).overStdio { client in
                let tools = try await client.ask("tools/list").result["tools"]?.array?.compactMap { $0["name"]?.string }
                #expect(tools?.contains("evaluate_retrieval") == true)
                #expect(tools?.contains("save_judgements") == false)
                // It makes no tasks, and so is waited for.
                let outcome = try await client.call("evaluate_retrieval", ["set": .string(set)])
                #expect(try outcome.value["questions"] == 1)
            }
        }

        /// What is wrong, and what the error says of it.
        static let wrong: [(judgements: JSONValue, says: String)] = [
            ([["query": "q", "relevant": [["id": 2_000_000_000]]]], "there is no source with id 2000000000"),
            ([["query": "q", "relevant": [[:]]]], "give the id or the key"),
            ([["query": "q", "relevant": [["key": "KEY", "quote": "banana"]]]], "does not occur"),
            ([["query": "q", "relevant": [["key": "KEY", "quote": "again"]]]], "occurs more than once"),
            (
                [
                    [
                        "query": "q",
                        "relevant": [
                            ["key": "KEY", "quote": "again", "start": 2_147_483_647, "end": 2_147_483_647]
                        ],
                    ]
                ], "occurs more than once"
            ),
            ([["query": "q", "relevant": [["key": "KEY", "start": 3]]]], "give start and end, or neither"),
            ([["query": "q", "relevant": [["key": "KEY", "start": 30, "end": 10_000]]]], "within the"),
            ([["query": "q", "relevant": [["key": "KEY", "start": 20, "end": 10]]]], "within the"),
            ([["query": "q", "relevant": [["key": "KEY", "start": 1, "end": 2]]]], "holds no whole word"),
            (
                [["query": "q", "relevant": [["key": "KEY", "quote": "once", "grade": 2]]]],
                "grade is for whole sources"
            ),
            ([["query": "q", "relevant": [["key": "KEY"], ["key": "KEY", "quote": "once"]]]], "give either"),
            ([["query": "q", "relevant": [["key": "KEY"], ["key": "KEY", "grade": 3]]]], "one source twice"),
            ([["query": "q", "relevant": [["key": "KEY", "grade": 0]]]], "only grades of 0"),
            ([["query": " \n ", "relevant": [["key": "KEY"]]]], "only white space"),
            ([["query": "-word", "relevant": [["key": "KEY"]]]], "only excludes words"),
            ([["query": "q", "relevant": []]], "1 to 50 items"),
            ([], "1 to 1000 items"),
        ]

        @Test("what cannot be judged is refused, with its place", arguments: wrong.indices)
        func refused(_ number: Int) async throws {
            try await whole.overStdio { client in
                let key = uniqueName()
                try await client.add("Write it once, and again and again.", as: key)
                let (judgements, says) = Self.wrong[number]
                let text = try judgements.serialized.replacing("\"KEY\"", with: "\"\(key)\"")
                let given = try JSONValue(parsing: text)
                let outcome = try await client.call("evaluate_retrieval", ["judgements": given])
                #expect(outcome.isError)
                #expect(outcome.text.contains(says), "\(outcome.text)")
            }
        }

        @Test("a stretch of a source is a passage, not a book")
        func longSpan() async throws {
            try await whole.overStdio { client in
                let key = uniqueName()
                try await client.add(Prose.words(5_000), as: key)
                let judged: JSONValue = [
                    ["query": "q", "relevant": [["key": .string(key), "start": 0, "end": 20_001]]]
                ]
                let outcome = try await client.call("save_judgements", ["set": "long", "judgements": judged])
                #expect(outcome.isError)
                #expect(outcome.text.contains("Nothing was stored"))
                #expect(outcome.text.contains("more than 20000 characters"))
            }
        }

        @Test("a quote is found where it stands, wherever it is said to begin", arguments: [0, 6, 2_147_483_647])
        func misplaced(_ start: Int) async throws {
            try await whole.overStdio { client in
                let (set, key) = (uniqueName(), uniqueName())
                try await client.add("White Porcelain breaks.", as: key)
                let part: JSONValue = [
                    "key": .string(key), "quote": "Porcelain", "start": .int(start), "end": 2_147_483_647,
                ]
                let judged: JSONValue = [["query": "q", "relevant": [part]]]
                _ = try await client.value("save_judgements", ["set": .string(set), "judgements": judged])
                let stored = try await client.value("get_judgements", ["set": .string(set)])
                let found = stored["judgements"]?[0]?["relevant"]?[0]
                #expect(found?["start"] == 6)
                #expect(found?["end"] == 15)
                _ = try await client.value("save_judgements", ["set": .string(set), "judgements": []])
            }
        }

        @Test("stretches that take too long to look for are refused before anything is looked for")
        func effort() async throws {
            try await whole.overStdio { client in
                let id = try #require(try await client.add(Prose.words(8_000), as: uniqueName())["id"])
                let part: JSONValue = ["id": id, "quote": "zz"]
                let judgement: JSONValue = ["query": "q", "relevant": .array(Array(repeating: part, count: 50))]
                let judged = JSONValue.array(Array(repeating: judgement, count: 1_000))
                let outcome = try await client.call("save_judgements", ["set": "effort", "judgements": judged])
                #expect(outcome.isError)
                #expect(outcome.text.contains("1000000000 is the most"), "\(outcome.text.prefix(300))")
                #expect(outcome.text.contains("Give fewer stretches"))
            }
        }

        @Test("arguments that contradict each other are refused before anything is asked")
        func contradictions() async throws {
            try await whole.overStdio { client in
                let key = uniqueName()
                try await client.add("A lock has two gates.", as: key)
                let judged: JSONValue = [["query": "gates?", "relevant": [["key": .string(key)]]]]
                let wrong: [(JSONValue, String)] = [
                    ([:], "Give judgements, or the name of a set"),
                    (["judgements": judged, "set": "x"], "not both"),
                    (["judgements": judged, "gate": ["metric": "recall"]], "give min, max_loss"),
                    (["judgements": judged, "gate": ["metric": "recall", "max_loss": 0.1]], "needs compare_with"),
                    (["judgements": judged, "gate": ["metric": "token_iou", "min": 0.1]], "stretches of sources"),
                    (["judgements": judged, "configuration": ["filter": ["$near": 1]]], "$near"),
                    (["judgements": judged, "configuration": ["mode": "both"]], "configuration.mode"),
                    (["judgements": judged, "configuration": ["colour": "red"]], "colour"),
                ]
                for (arguments, says) in wrong {
                    let outcome = try await client.call("evaluate_retrieval", arguments)
                    #expect(outcome.isError, "\(arguments)")
                    #expect(outcome.text.contains(says), "\(outcome.text)")
                }
            }
        }
    }
}
