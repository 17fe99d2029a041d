import Foundation
import TestSupport
import Testing

extension RAGSpecification {
    /// What comes back from a client may be anything, and the sources may have changed meanwhile.
    @Suite("What comes back from a client")
    struct ClientRoundTests {
        private static let pump = "The pump of the fountain runs from May to October, and is oiled with rapeseed oil."

        /// A response that is no answer, with a word of what is said about it.
        struct Failure: CustomTestStringConvertible, Sendable {
            let name: String
            let response: JSONValue
            let words: String
            var testDescription: String { name }

            init(_ name: String, _ content: JSONValue?, _ words: String, stopReason: JSONValue = "endTurn") {
                self.name = name
                var response: JSONValue = ["role": "assistant", "model": "m", "stopReason": stopReason]
                response["content"] = content
                self.response = response
                self.words = words
            }

            static let all = [
                Failure("nothing", nil, "no content"),
                Failure("no blocks", [], "no content"),
                Failure("a number", 7, "no content"),
                Failure("numbers", [1, 2], "something else"),
                Failure("a picture", ["type": "image", "data": "AAAA", "mimeType": "image/png"], "something else"),
                Failure("a tool", [["type": "tool_use", "id": "1", "name": "rm", "input": [:]]], "something else"),
                Failure("a text that is a number", ["type": "text", "text": 7], "something else"),
                Failure("an empty text", ["type": "text", "text": " \n"], "empty"),
                Failure("NULs", ["type": "text", "text": "\u{0}\u{0}"], "empty"),
                Failure("a refusal", ["type": "text", "text": "I cannot."], "refused", stopReason: "refusal"),
                Failure(
                    "a flood",
                    ["type": "text", "text": .string(String(repeating: "flood ", count: 20_000))],
                    "more than"
                ),
            ]
        }

        @Test("what is no answer gives sentences of the sources, and a note", arguments: Failure.all)
        func unusable(_ failure: Failure) async throws {
            try await withQuestion { client, question, _ in
                let first = try await client.asked(question).result
                let answer = try await client.answer(question, failure.response, after: first, judged: false)
                #expect(answer["answered_by"] == "extraction")
                #expect(answer["answer"]?.string?.contains("May to October") == true)
                let note = try #require(answer["notes"]?[0]?.string)
                #expect(note.contains(failure.words), "\(note)")
                #expect(answer["query_id"] != nil)
            }
        }

        @Test("a text in several blocks is one, and the name of the model is cut and cleaned")
        func blocks() async throws {
            try await withQuestion { client, question, _ in
                let first = try await client.asked(question).result
                let response: JSONValue = [
                    "role": "assistant", "model": .string("big\u{0}" + String(repeating: "m", count: 5_000)),
                    "content": [
                        ["type": "text", "text": "The pump of the fountain runs"],
                        ["type": "text", "text": "from May to October [1]."],
                    ],
                ]
                let answer = try await client.answer(question, response, after: first)
                #expect(answer["answered_by"] == "client")
                #expect(answer["answer"] == "The pump of the fountain runs from May to October. [1]")
                let model = try #require(answer["model"]?.string)
                #expect(model.hasPrefix("big m"))
                #expect(model.count < 250)
                #expect(answer["notes"] == nil)
            }
        }

        @Test("an answer that was cut off is told to be")
        func cutOff() async throws {
            try await withQuestion { client, question, _ in
                let first = try await client.asked(question).result
                var response = SamplingClient.completion("The pump is oiled with rapeseed oil [1]. The")
                response["stopReason"] = "maxTokens"
                let answer = try await client.answer(question, response, after: first)
                #expect(answer["notes"]?[0]?.string?.contains("cut off") == true)
            }
        }

        @Test("where the source has changed meanwhile, the model is asked again about what it says now")
        func changed() async throws {
            try await withQuestion { client, question, key in
                let old = SamplingClient.completion("The pump of the fountain runs from May to October [1].")
                let first = try await client.asked(question).result
                let newer = Self.pump.replacing("May to October", with: "June to August")
                try await client.client.add(newer, as: key)
                let second = try await client.reply(question, old, after: first).result
                let prompt = try SamplingClient.prompt(of: second)
                #expect(prompt.contains("June to August"))
                #expect(!prompt.contains("October"))
                let new = SamplingClient.completion("The pump of the fountain runs from June to August [1].")
                let answer = try await client.answer(question, new, after: second)
                #expect(answer["answered_by"] == "client")
                #expect(answer["citations"]?[0]?["quote"]?.string?.contains("June to August") == true)
            }
        }

        @Test("sources that never stay the same are no reason to ask for ever")
        func restless() async throws {
            try await withQuestion { client, question, key in
                let said = SamplingClient.completion("The pump of the fountain runs from May to October [1].")
                var result = try await client.asked(question).result
                for number in 1...2 {
                    try await client.client.add("\(Self.pump) It has stopped \(number) times.", as: key)
                    result = try await client.reply(question, said, after: result).result
                    _ = try SamplingClient.prompt(of: result)
                }
                try await client.client.add("\(Self.pump) It has stopped at last.", as: key)
                let answer = try await client.answer(question, said, after: result)
                #expect(answer["answered_by"] == "extraction")
                #expect(answer["notes"]?[0]?.string?.contains("again and again") == true)
            }
        }

        @Test("a client that never brings what its model wrote is not asked for ever")
        func empty() async throws {
            try await withQuestion { client, question, _ in
                var result = try await client.asked(question).result
                for _ in 1...2 {
                    result = try await client.reply(question, after: result).result
                    _ = try SamplingClient.prompt(of: result)
                }
                let last = try await client.reply(question, after: result).result
                let answer = try ToolOutcome(result: last).value
                #expect(answer["answered_by"] == "extraction")
                #expect(answer["answer"]?.string?.contains("May to October") == true)
                #expect(answer["notes"]?[0]?.string?.contains("again and again") == true)
            }
        }

        @Test("each citation has the headings of its own section, though the model read several at once")
        func headings() async throws {
            try await server.overStdio(.r20260728) { client in
                let hours = [("Spring", "six"), ("Summer", "eleven"), ("Autumn", "seven")]
                let said = hours.map { "In \($0.lowercased()) the pump of the fountain runs for \($1) hours a day" }
                let text = zip(hours, said).map { one, sentence in
                    """
                    ## \(one.0)

                    \(sentence). \
                    \(String(repeating: "It is oiled in \(one.0) and looked after by the gardener. ", count: 3))
                    """
                }
                let id = try await client.source(text.joined(separator: "\n\n"), ["format": "markdown"])
                let asking = SamplingClient(client: client)
                let question: JSONValue = ["query": "How long does the pump of the fountain run?", "source_ids": [id]]
                let (first, prompt) = try await asking.asked(question)
                // All of it is one passage.
                #expect(prompt.contains("## Spring") && prompt.contains("## Autumn"))
                #expect(!prompt.contains("[2] "), "\(prompt)")
                let written = SamplingClient.completion(said.map { "\($0) [1]." }.joined(separator: " "))
                let answer = try await asking.answer(question, written, after: first)
                #expect(answer["answered_by"] == "client")
                let citations = try #require(answer["citations"]?.array)
                #expect(citations.map { $0["headings"] } == hours.map { [.string($0.0)] })
            }
        }

        @Test("other sources may change: the context is the one that was read")
        func unrelated() async throws {
            try await withQuestion { client, question, _ in
                let said = SamplingClient.completion("The pump of the fountain runs from May to October [1].")
                let first = try await client.asked(question).result
                for number in 0..<3 { _ = try await client.client.source("\(Self.pump) Copy \(number).") }
                let answer = try await client.answer(question, said, after: first)
                #expect(answer["answered_by"] == "client")
            }
        }

        @Test("a source that is gone meanwhile is not cited")
        func gone() async throws {
            try await withQuestion { client, question, _ in
                let first = try await client.asked(question).result
                _ = try await client.client.value("delete_source", ["id": question["source_ids"]?[0] ?? nil])
                let said = SamplingClient.completion("The pump of the fountain runs from May to October [1].")
                let answer = try await client.answer(question, said, after: first)
                #expect(answer["abstained"] == true)
                #expect(answer["citations"] == [])
            }
        }

        @Test("a state is good for its question alone, and a response without one is asked for again")
        func states() async throws {
            try await withQuestion { client, question, _ in
                let said = SamplingClient.completion("The pump of the fountain runs from May to October [1].")
                let first = try await client.asked(question).result
                var other = question
                other["query"] = "With what is the pump oiled?"
                #expect(try await client.reply(other, said, after: first).errorCode == -32602)
                let stateless = try await client.reply(question, said).result
                _ = try SamplingClient.prompt(of: stateless)
                let unanswered = try await client.reply(question, after: first).result
                _ = try SamplingClient.prompt(of: unanswered)
            }
        }

        /// A client whose model may be asked, and a question about a source of this key.
        private func withQuestion(
            _ body: (SamplingClient, JSONValue, String) async throws -> Void
        ) async throws {
            try await server.overStdio(.r20260728) { client in
                let key = uniqueName()
                let id = try #require(try await client.add(Self.pump, as: key)["id"])
                let question: JSONValue = ["query": "When does the pump of the fountain run?", "source_ids": [id]]
                try await body(SamplingClient(client: client), question, key)
            }
        }
    }
}
