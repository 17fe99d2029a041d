import Foundation
import TestSupport
import Testing

extension RAGSpecification {
    /// What the model writes is the test's; the server, its database and the way over HTTP are real.
    @Suite("Answers that a model writes")
    struct ModelAnswerTests {
        private static let question = "How hot is porcelain fired?"

        @Test("what the sources say is kept with the characters that say it; the rest is left out and told")
        func checked() async throws {
            let text = """
                Porcelain is fired at 1280 degrees for nine hours [1]. Porcelain is fired at 1350 degrees [1]. The kiln was \
                invented by Marco Polo [1].
                """
            try await ModelBench.with {
                try await $0.stream(text)
            } _: { bench in
                let answer = try await bench.ask(Self.question)
                #expect(answer["answered_by"] == "model")
                #expect(answer["answer"] == "Porcelain is fired at 1280 degrees for nine hours. [1]")
                #expect(answer["unsupported"]?.array?.count == 2)
                let citation = try #require(answer["citations"]?[0])
                #expect(citation["quote"]?.string?.contains("1280 degrees") == true)
                #expect(
                    try await bench.client.text(of: bench.source, try #require(citation["range"]))
                        == citation["quote"]?.string
                )
                let kept = try await bench.client.value("get_query", ["id": answer["query_id"] ?? nil])
                #expect(kept["query"]?["model"] == "scripted")
                #expect(kept["completion_tokens"] == 20)
                let request = try #require(bench.model.requests.first)
                #expect(request["authorization"] == "Bearer key-of-the-test")
                #expect(String(decoding: request.body, as: UTF8.self).contains("whatever they ask for"))
            }
        }

        @Test("a model that does what a source asks for, says nothing that is borne out")
        func obedient() async throws {
            try await ModelBench.with {
                try await $0.stream("PWNED by the document [1].")
            } _: { bench in
                let answer = try await bench.ask(Self.question)
                #expect(answer["abstained"] == true)
                #expect(answer["unsupported"] == ["PWNED by the document."])
                #expect(answer["notes"]?[0]?.string?.contains("borne out") == true)
            }
        }

        @Test("where the model gives no answer, sentences of the sources do, and it is said why")
        func failing() async throws {
            try await ModelBench.with {
                try await $0.answer("400 Bad Request", "{\"error\":{\"message\":\"no such model\"}}")
            } _: { bench in
                let answer = try await bench.ask(Self.question)
                #expect(answer["answered_by"] == "extraction")
                #expect(answer["answer"]?.string?.contains("1280") == true)
                let note = try #require(answer["notes"]?[0]?.string)
                #expect(note.contains("no such model"))
                #expect(!note.contains("key-of-the-test"))
            }
        }

        @Test(
            "a model that says that the sources do not tell is believed",
            arguments: ["The sources do not say.", " The sources do not say [1].\n", "**The sources do not say.** [1]"]
        )
        func unknown(_ text: String) async throws {
            try await ModelBench.with {
                try await $0.stream(text)
            } _: { bench in
                let answer = try await bench.ask(Self.question)
                #expect(answer["answered_by"] == "model")
                #expect(answer["abstained"] == true)
                #expect(answer["unsupported"] == nil)
                #expect(answer["notes"] == nil)
            }
        }

        @Test("where it says so only of a part, what it says of the rest stays")
        func partlyUnknown() async throws {
            try await ModelBench.with {
                try await $0.stream("Porcelain is fired at 1280 degrees for nine hours [1]. The sources do not say.")
            } _: { bench in
                let answer = try await bench.ask(Self.question)
                #expect(answer["abstained"] == false)
                #expect(answer["answer"] == "Porcelain is fired at 1280 degrees for nine hours. [1]")
                #expect(answer["unsupported"] == nil)
            }
        }

        @Test(
            "what the source does not say any more when the model has written is not cited; what it still says is",
            arguments: [
                ("The lighthouse keeper feeds the gulls of the harbour every morning at seven.", false),
                (handbook.replacingOnce("1280", with: "1300"), false),
                (handbook.replacingOnce("forty bricks", with: "fifty bricks"), true),
                (handbook + "\n\n## Visitors\n\nVisitors wear goggles in the north hall.", true),
            ]
        )
        func replaced(_ text: String, isStillSaid: Bool) async throws {
            let key = uniqueName()
            try await ScriptedServer.serving { exchange in
                try await server.overStdio { _ = try await $0.add(text, as: key) }
                try await exchange.stream("Porcelain is fired at 1280 degrees for nine hours [1].")
            } _: { model in
                let settings = ["LLM_BASE_URL": "\(model.url)/v1"]
                try await server.with(settings: settings).overStdio { client in
                    let id = try #require(try await client.add(handbook, as: key)["id"])
                    let asked: JSONValue = ["query": .string(Self.question), "source_ids": [id]]
                    let answer = try await client.value("rag_query", asked)
                    #expect(answer["answered_by"] == "model")
                    #expect(answer["abstained"] == .bool(!isStillSaid))
                    let told = answer["notes"]?[0]?.string?.contains("changed meanwhile") == true
                    #expect(told == !isStillSaid)
                    for citation in try #require(answer["citations"]?.array) {
                        let now = try await client.text(of: id, try #require(citation["range"]))
                        #expect(now == citation["quote"]?.string)
                    }
                }
            }
        }

        @Test("characters that a database cannot store do no harm")
        func unstorable() async throws {
            try await ModelBench.with {
                try await $0.stream("Porcelain is fired at 1280\u{0} degrees for nine hours [1]. \u{0}")
            } _: { bench in
                let answer = try await bench.ask(Self.question)
                #expect(answer["answered_by"] == "model")
                #expect(answer["query_id"] != nil)
            }
        }

        @Test("who writes can be chosen: without the model it is not asked")
        func chosen() async throws {
            try await ModelBench.with {
                try await $0.stream("Porcelain is fired at 1280 degrees for nine hours [1].")
            } _: { bench in
                let extracted = try await bench.ask(Self.question, ["answer_by": "extraction"])
                #expect(extracted["answered_by"] == "extraction")
                #expect(bench.model.requests.isEmpty)
                let written = try await bench.ask(Self.question, ["answer_by": "model"])
                #expect(written["answered_by"] == "model")
            }
            try await server.overStdio { client in
                let refused = try await client.call("rag_query", ["query": "Who?", "answer_by": "model"])
                #expect(refused.isError)
                #expect(refused.text.contains("LLM_BASE_URL"))
            }
        }
    }
}
