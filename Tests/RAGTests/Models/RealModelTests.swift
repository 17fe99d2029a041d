import Glibc
import TestSupport
import Testing

extension RAGSpecification {
    /// What it writes does not matter, but what becomes of it, and of the rest of a call when it fails.
    @Suite(
        "A real language model",
        .enabled(if: LanguageModel.isPresent, Comment(rawValue: LanguageModel.absence)),
        .serialized
    )
    struct RealModelTests {
        private static let question = "Tell me all that is to be known about firing porcelain and earthenware."

        /// A server whose answers the model writes, and what to ask about a source.
        private func withModel(
            _ body: (StdioClient, JSONValue, LanguageModel) async throws -> Void
        ) async throws {
            try await LanguageModel.serving { model in
                try await whole.with(settings: ["LLM_BASE_URL": model.url]).overStdio { client in
                    let id = try await client.source(handbook, ["title": "Kiln handbook"])
                    let asked: JSONValue = [
                        "query": .string(Self.question), "source_ids": [id], "session_id": .string(uniqueName()),
                        "expansion": "none",
                    ]
                    try await body(client, asked, model)
                }
            }
        }

        /// Asks, and lets progress be reported under a name.
        private func start(_ asked: JSONValue, _ token: String, _ client: StdioClient) async throws -> JSONValue {
            let params: JSONValue = [
                "name": "rag_query", "arguments": asked, "_meta": ["progressToken": .string(token)],
            ]
            return try await client.start("tools/call", params, as: nil, judged: true)
        }

        private func untilWriting(_ id: JSONValue, _ client: StdioClient) async throws {
            try await eventually("the model writes") { await !client.notifications(during: id).isEmpty }
        }

        private func answer(to id: JSONValue, of client: StdioClient) async throws -> JSONValue {
            try ToolOutcome(result: try await client.reply(to: id, within: .seconds(120)).result).value
        }

        private func isKept(_ asked: JSONValue, _ client: StdioClient) async throws -> Bool {
            let session = try await client.call("get_session", ["session_id": asked["session_id"] ?? nil])
            return !session.isError
        }

        @Test("its answer comes as progress, is checked and kept, and a further question is rewritten")
        func answered() async throws {
            try await withModel { client, asked, _ in
                let clock = ContinuousClock.now
                let id = try await start(asked, "p", client)
                let answer = try await answer(to: id, of: client)
                print("An answer took \(ContinuousClock.now - clock): \(answer["answer"]?.string ?? "")")
                #expect(await client.notifications(during: id).count > 1)
                #expect(answer["answered_by"] == "model")
                #expect(answer["model"]?.string?.isEmpty == false)
                let kept = try await client.value("get_query", ["id": answer["query_id"] ?? nil])
                #expect(kept["query"]?["answered_by"] == "model")
                var further = asked
                further["query"] = "And how long does it take?"
                further["expansion"] = "rewrite"
                let next = try await client.value("rag_query", further)
                print("Searched for: \(next["searched_for"] ?? nil); notes: \(next["notes"] ?? nil)")
                let trace = try await client.value("get_query", ["id": next["query_id"] ?? nil])["trace"]
                #expect(trace?["times_ms"]?["rewrite"]?.double != nil)
            }
        }

        @Test("cancelled in the middle, it stops, is free for the next, and nothing is kept")
        func cancelled() async throws {
            try await withModel { client, asked, _ in
                let id = try await start(asked, "p", client)
                try await untilWriting(id, client)
                try await client.cancel(id)
                #expect(try await !isKept(asked, client))
                let clock = ContinuousClock.now
                let next = try await start(asked, "q", client)
                try await untilWriting(next, client)
                print("After a call was cancelled, the next had its first words in \(ContinuousClock.now - clock).")
                #expect(try await answer(to: next, of: client)["answered_by"] == "model")
            }
        }

        @Test("two questions at once are answered one after the other")
        func crowded() async throws {
            try await withModel { client, asked, _ in
                let clock = ContinuousClock.now
                let ids = [try await start(asked, "p", client), try await start(asked, "q", client)]
                for id in ids {
                    let answer = try await answer(to: id, of: client)
                    #expect(answer["answered_by"] == "model")
                    #expect(answer["notes"]?.array?.contains { $0.string?.contains("cut off") == true } != true)
                }
                print("Two answers at once took \(ContinuousClock.now - clock).")
            }
        }

        @Test("killed in the middle, sentences of the sources take its place")
        func killed() async throws {
            try await withModel { client, asked, model in
                let id = try await start(asked, "p", client)
                try await untilWriting(id, client)
                let clock = ContinuousClock.now
                model.process.signal(SIGKILL)
                let answer = try await answer(to: id, of: client)
                print("After the kill it took \(ContinuousClock.now - clock): \(answer["notes"]?[0]?.string ?? "")")
                #expect(answer["answered_by"] == "extraction")
                #expect(answer["abstained"] == false)
                #expect(answer["notes"]?[0]?.string?.isEmpty == false)
                #expect(try await isKept(asked, client))
                // It is not there at all any more.
                let next = try await client.value("rag_query", asked)
                #expect(next["answered_by"] == "extraction")
            }
        }

        @Test("a model that hangs ends with the time of the call, and nothing is kept")
        func hanging() async throws {
            try await withModel { _, asked, model in
                let limited = try whole.with(settings: ["LLM_BASE_URL": model.url, "CALL_TIMEOUT": "10"])
                try await limited.overStdio { client in
                    var extracting = asked
                    extracting["session_id"] = nil
                    extracting["answer_by"] = "extraction"
                    _ = try await client.value("rag_query", extracting)
                    model.process.signal(SIGSTOP)
                    let late = try await client.call("rag_query", asked)
                    #expect(late.isError)
                    print("Too late: \(late.text)")
                    #expect(try await !isKept(asked, client))
                    #expect(try await client.value("rag_query", extracting)["answered_by"] == "extraction")
                    model.process.signal(SIGCONT)
                }
            }
        }
    }
}
