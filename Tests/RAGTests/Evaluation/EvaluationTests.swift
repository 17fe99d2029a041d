import TestSupport
import Testing

extension RAGSpecification {
    @Suite("Evaluating retrieval")
    struct EvaluationTests {
        /// Sources that say one thing each, and a question about each.
        struct Corpus {
            let keys: [String]
            let ids: [JSONValue]
            let judgements: [JSONValue]

            static let subjects = [
                "albatross", "badger", "camel", "dormouse", "eagle", "ferret", "gecko", "heron", "ibex", "jackal",
                "kestrel",
                "lemur", "marmot", "newt", "otter", "puffin", "quail", "raven", "stoat", "tapir", "urchin", "vole",
                "walrus", "yak",
            ]

            init(_ client: some MCPClient) async throws {
                let tag = uniqueName()
                keys = Self.subjects.map { "\(tag)/\($0)" }
                let documents = zip(keys, Self.subjects).map { key, subject -> JSONValue in
                    ["key": .string(key), "content": .string("The \(subject) is kept in house \(tag.suffix(4)).")]
                }
                let stored = try await client.value("add_documents", ["documents": .array(documents)])
                ids = try #require(stored["results"]?.array).compactMap { $0["id"] }
                judgements = zip(keys, Self.subjects).map { key, subject in
                    ["query": .string("Where is the \(subject) kept?"), "relevant": [["key": .string(key)]]]
                }
            }

            var options: JSONValue { ["source_ids": .array(ids)] }

            /// The options of a search among other sources, which finds none of these.
            var useless: JSONValue { ["source_ids": [.int(2_000_000_000)]] }
        }

        private func metric(_ name: String, in output: JSONValue) throws -> JSONValue {
            try #require(output["metrics"]?.array?.first { $0["metric"] == .string(name) })
        }

        @Test("a configuration that finds all is perfect, and one that finds nothing is useless")
        func extremes() async throws {
            try await whole.overStdio { client in
                let corpus = try await Corpus(client)
                let asked: JSONValue = [
                    "judgements": .array(corpus.judgements), "configuration": corpus.options,
                    "compare_with": corpus.useless, "gate": ["metric": "recall", "min": 0.8, "max_loss": 0.05],
                ]
                let output = try await client.value("evaluate_retrieval", asked)
                #expect(output["questions"] == 24)
                let recall = try metric("recall", in: output)
                #expect(recall["mean"]?.double == 1)
                #expect(try #require(recall["low"]?.double) > 0.8)
                let comparison = try #require(recall["comparison"])
                #expect(comparison["other"]?["mean"]?.double == 0)
                #expect(comparison["difference"]?["mean"]?.double == 1)
                #expect(try #require(comparison["p_value"]?.double) < 0.001)
                #expect((comparison["wins"], comparison["losses"], comparison["ties"]) == (24, 0, 0))
                #expect(output["gate"]?["verdict"] == "pass", "\(output["gate"] as Any)")
                #expect(output["worst"]?.array?.isEmpty == true)

                let turned: JSONValue = [
                    "judgements": .array(corpus.judgements), "configuration": corpus.useless,
                    "compare_with": corpus.options, "gate": ["metric": "recall", "max_loss": 0.05], "worst": 3,
                ]
                let useless = try await client.value("evaluate_retrieval", turned)
                #expect(try metric("ndcg", in: useless)["mean"]?.double == 0)
                #expect(useless["gate"]?["verdict"] == "fail", "\(useless["gate"] as Any)")
                let worst = try #require(useless["worst"]?.array)
                #expect(worst.count == 3)
                #expect(corpus.keys.map(JSONValue.string).contains(try #require(worst[0]["missed"]?[0]?["key"])))
                #expect(worst[0]["other_score"]?.double == 1)
            }
        }

        @Test("where nothing differs no difference is found, and few questions tell nothing")
        func same() async throws {
            try await whole.overStdio { client in
                let corpus = try await Corpus(client)
                let asked: JSONValue = [
                    "judgements": .array(Array(corpus.judgements.prefix(5))), "configuration": corpus.options,
                    "compare_with": corpus.options, "gate": ["metric": "ndcg", "min": 0.5],
                ]
                let output = try await client.value("evaluate_retrieval", asked)
                let comparison = try #require(try metric("ndcg", in: output)["comparison"])
                #expect(comparison["p_value"]?.double == 1)
                #expect(comparison["ties"] == 5)
                #expect(output["gate"]?["verdict"] == "unknown")
                #expect(output["gate"]?["reason"]?.string?.contains("too few") == true)
            }
        }

        @Test("of stretches it is measured how many of their tokens are in the passages")
        func spans() async throws {
            try await whole.overStdio { client in
                let key = uniqueName()
                let id = try #require(try await client.add(handbook, as: key)["id"])
                let quote = "Porcelain is fired at 1280 degrees for nine hours."
                let asked: JSONValue = [
                    "judgements": [
                        [
                            "query": "How hot is porcelain fired?",
                            "relevant": [["key": .string(key), "quote": .string(quote)]],
                        ]
                    ],
                    "configuration": ["source_ids": [id], "limit": 1],
                ]
                let output = try await client.value("evaluate_retrieval", asked)
                let hit = try #require(
                    try await client.passages("How hot is porcelain fired?", in: [id], ["limit": 1]).first
                )
                let tokens = try #require(hit["content"]?.string).matches(of: #/\w+|[^\w\s]/#).count
                #expect(try metric("token_recall", in: output)["mean"]?.double == 1)
                let precision = try #require(try metric("token_precision", in: output)["mean"]?.double)
                #expect(abs(precision - 10 / Double(tokens)) < 1e-9, "\(precision) of \(tokens)")
                #expect(try metric("token_iou", in: output)["mean"]?.double == precision)
                #expect(try metric("mrr", in: output)["mean"]?.double == 1)
            }
        }
    }
}
