import TestSupport
import Testing

extension RAGSpecification {
    @Suite("Generated questions, sixty or with PADDLE_LONG_TESTS a thousand")
    struct GeneratedQueryTests {
        private static let count = LongTests.areAsked ? 1_000 : 60

        @Test("whatever is cited is what its source says at that place, and the answer is in it")
        func extracted() async throws {
            let corpus = GeneratedCorpus(seed: 20_261_128, sources: (Self.count + 5) / 6)
            var right = 0
            try await whole.overStdio { client in
                let sources = try await store(corpus, client)
                let ids = JSONValue.array(Array(sources.keys))
                for fact in corpus.facts.cycled(to: Self.count) {
                    let answer = try await client.value(
                        "rag_query",
                        ["query": .string(fact.question), "source_ids": ids]
                    )
                    try await check(answer, against: sources, client)
                    for sentence in answer["sentences"]?.array ?? [] {
                        let cited = try quotes(of: sentence, in: answer)
                        #expect(sentence["text"]?.string == cited.joined())
                    }
                    if answer["answer"]?.string?.contains(" \(fact.number) ") == true { right += 1 }
                }
            }
            print("\(right) of \(Self.count) generated questions were answered with the right sentence.")
            #expect(right >= Self.count * 9 / 10)
        }

        @Test("the same of what a model writes, which is half taken from the passages and half invented")
        func written() async throws {
            let corpus = GeneratedCorpus(seed: 28_112_026, sources: (Self.count + 5) / 6)
            var written = 0
            try await ScriptedServer.serving {
                try await $0.stream(Self.parroting($0.request.prompt))
            } _: { model in
                let settings = ["LLM_BASE_URL": "\(model.url)/v1"]
                try await whole.with(settings: settings).overStdio { client in
                    let sources = try await store(corpus, client)
                    let ids = JSONValue.array(Array(sources.keys))
                    for fact in corpus.facts.cycled(to: Self.count) {
                        let asked: JSONValue = ["query": .string(fact.question), "source_ids": ids]
                        let answer = try await client.value("rag_query", asked)
                        try await check(answer, against: sources, client)
                        // Where the sources are told not to say, no model is asked.
                        guard answer["answered_by"] == "model" else { continue }
                        written += 1
                        #expect(answer["abstained"] == false)
                        #expect(answer["answer"]?.string?.contains("zeppelin") == false)
                        #expect(answer["unsupported"]?.array?.isEmpty == false)
                        for sentence in answer["sentences"]?.array ?? [] {
                            let said = Self.words(sentence["text"]?.string ?? "")
                            let cited = Self.words(try quotes(of: sentence, in: answer).joined(separator: " "))
                            let numbers = said.filter { Int($0) != nil }
                            #expect(cited.isSuperset(of: numbers))
                            #expect(2 * said.intersection(cited).count >= said.count, "\(sentence)")
                        }
                    }
                }
            }
            #expect(written >= Self.count * 95 / 100)
        }

        /// Half of what stands in the passages of a prompt, with marks that are as often wrong as right, and what does not.
        private static func parroting(_ prompt: String) -> String {
            let lines = prompt.split(whereSeparator: \.isNewline).drop { !$0.hasPrefix("<passages-") }
                .filter { $0.contains(" of ") && $0.hasSuffix(".") }
            let taken = lines.enumerated().filter { $0.offset.isMultiple(of: 2) }.prefix(5).map { place, line in
                "\(line.drop { $0 == "[" }) [\(place + 1)]"
            }
            return (taken + ["The zeppelin of Atlantis carries 31337 kangaroos [1]."]).joined(separator: " ")
        }

        private static func words(_ text: String) -> Set<String> {
            Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
        }

        /// The texts as they were stored, by the ids of their sources.
        private func store(_ corpus: GeneratedCorpus, _ client: StdioClient) async throws -> [JSONValue: String] {
            var sources: [JSONValue: String] = [:]
            for text in corpus.texts {
                sources[try await client.source(text, ["format": "markdown"])] = text
            }
            return sources
        }

        /// Every citation against the text that was stored, and what get_source says.
        private func check(
            _ answer: JSONValue,
            against sources: [JSONValue: String],
            _ client: StdioClient
        ) async throws {
            for citation in answer["citations"]?.array ?? [] {
                let id = try #require(citation["source_id"])
                let range = try #require(citation["range"])
                let quote = try #require(citation["quote"]?.string)
                #expect(try await client.text(of: id, range) == quote)
                let scalars = Array(try #require(sources[id]).unicodeScalars)
                let (start, end) = (try #require(range["start"]?.int), try #require(range["end"]?.int))
                try #require((0..<end).contains(start) && end <= scalars.count)
                #expect(Array(quote.unicodeScalars) == Array(scalars[start..<end]))
            }
        }

        private func quotes(of sentence: JSONValue, in answer: JSONValue) throws -> [String] {
            let numbers = try #require(sentence["citations"]?.array)
            #expect(!numbers.isEmpty)
            return try numbers.map { number in
                let citation = answer["citations"]?.array?.first { $0["number"] == number }
                return try #require(citation?["quote"]?.string)
            }
        }
    }
}

extension Array {
    /// So many of its elements, from the first again after the last.
    fileprivate func cycled(to count: Int) -> [Element] { (0..<count).map { self[$0 % self.count] } }
}
