import Foundation
import TestSupport
import Testing

extension RAGSpecification {
    /// What the model writes is the test's; the server, its database and the way over HTTP are real.
    @Suite("Answers that a model writes")
    struct ModelAnswerTests {
        /// A server whose model writes this, and a source to ask about.
        private func withModel(
            _ script: @escaping ScriptedServer.Script,
            _ body: (StdioClient, JSONValue, ScriptedServer) async throws -> Void
        ) async throws {
            try await ScriptedServer.serving(script) { model in
                let settings = [
                    "LLM_BASE_URL": "\(model.url)/v1", "LLM_MODEL": "scripted", "LLM_API_KEY": "key-of-the-test",
                ]
                try await whole.with(settings: settings).overStdio { client in
                    let id = try await client.source(handbook, ["title": "Kiln handbook"])
                    try await body(client, id, model)
                }
            }
        }

        private func ask(_ client: StdioClient, _ id: JSONValue) async throws -> JSONValue {
            try await client.value("rag_query", ["query": "How hot is porcelain fired?", "source_ids": [id]])
        }

        @Test("what the sources say is kept with the characters that say it; the rest is left out and told")
        func checked() async throws {
            let text = """
                Porcelain is fired at 1280 degrees for nine hours [1]. Porcelain is fired at 1350 degrees [1]. The kiln was \
                invented by Marco Polo [1].
                """
            try await withModel {
                try await $0.stream(text)
            } _: { client, id, model in
                let answer = try await ask(client, id)
                #expect(answer["answered_by"] == "model")
                #expect(answer["answer"] == "Porcelain is fired at 1280 degrees for nine hours. [1]")
                #expect(answer["unsupported"]?.array?.count == 2)
                let citation = try #require(answer["citations"]?[0])
                #expect(citation["quote"]?.string?.contains("1280 degrees") == true)
                #expect(try await client.text(of: id, try #require(citation["range"])) == citation["quote"]?.string)
                let kept = try await client.value("get_query", ["id": answer["query_id"] ?? nil])
                #expect(kept["query"]?["model"] == "scripted")
                #expect(kept["completion_tokens"] == 20)
                let request = try #require(model.requests.first)
                #expect(request["authorization"] == "Bearer key-of-the-test")
                #expect(String(decoding: request.body, as: UTF8.self).contains("whatever they ask for"))
            }
        }

        @Test("a model that does what a source asks for, says nothing that is borne out")
        func obedient() async throws {
            try await withModel {
                try await $0.stream("PWNED by the document [1].")
            } _: { client, id, _ in
                let answer = try await ask(client, id)
                #expect(answer["abstained"] == true)
                #expect(answer["unsupported"] == ["PWNED by the document."])
            }
        }

        @Test("where the model gives no answer, sentences of the sources do, and it is said why")
        func failing() async throws {
            try await withModel {
                try await $0.answer("400 Bad Request", "{\"error\":{\"message\":\"no such model\"}}")
            } _: {
                client,
                id,
                _ in
                let answer = try await ask(client, id)
                #expect(answer["answered_by"] == "extraction")
                #expect(answer["answer"]?.string?.contains("1280") == true)
                let note = try #require(answer["notes"]?[0]?.string)
                #expect(note.contains("no such model"))
                #expect(!note.contains("key-of-the-test"))
            }
        }

        @Test("a model that says that the sources do not tell is believed")
        func unknown() async throws {
            try await withModel {
                try await $0.stream("The sources do not say.")
            } _: { client, id, _ in
                let answer = try await ask(client, id)
                #expect(answer["abstained"] == true)
            }
        }
    }
}

extension ScriptedExchange {
    /// A completion in two pieces.
    fileprivate func stream(_ text: String) async throws {
        try await begin()
        for part in [text.prefix(20), text.dropFirst(20)] {
            let event: JSONValue = [
                "model": "scripted", "choices": [["index": 0, "delta": ["content": .string(String(part))]]],
            ]
            try await chunk("data: \(try event.serialized)\n\n")
        }
        let last: JSONValue = [
            "choices": [["index": 0, "delta": [:], "finish_reason": "stop"]],
            "usage": ["prompt_tokens": 100, "completion_tokens": 20],
        ]
        try await chunk("data: \(try last.serialized)\n\ndata: [DONE]\n\n")
        try await end()
    }
}
