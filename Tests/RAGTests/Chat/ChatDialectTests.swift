import JSONFormat
import TestSupport
import Testing

@testable import RAG

@Suite("Endpoints that depart from what most understand", .timeLimit(.minutes(2)))
struct ChatDialectTests {
    private static let options: ChatOptions = {
        var options = ChatOptions()
        options.maxTokens = 64
        return options
    }()

    @Test(
        "what an endpoint refuses is left out or named otherwise, then and from then on",
        arguments: [
            (
                "max_tokens",
                "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
            ),
            ("max_tokens", "Unrecognized request argument supplied: max_tokens"),
            ("temperature", "Unsupported value: 'temperature' does not support 0 with this model."),
            ("stream_options", "body.stream_options: Extra inputs are not permitted"),
        ]
    )
    func learning(member: String, words: String) async throws {
        try await ChatServer.serving { exchange in
            guard exchange.request.json?[member] == nil else {
                return try await exchange.refuse("400 Bad Request", words)
            }
            try await exchange.answerWell()
        } _: { model, server async throws in
            for _ in 0..<2 { #expect(try await model.answer(to: ChatServer.messages, Self.options).text == "Good day") }
            let bodies = server.requests.map(\.json)
            #expect(bodies.map { $0?[member] == nil } == [false, true, true])
            if member == "max_tokens" { #expect(bodies.last??["max_completion_tokens"] == 64) }
        }
    }

    @Test("an endpoint may refuse one thing after another, but each only once")
    func several() async throws {
        try await ChatServer.serving { exchange in
            let body = exchange.request.json
            if body?["max_tokens"] != nil {
                try await exchange.refuse("400 Bad Request", "max_tokens is not supported")
            } else {
                try await exchange.refuse("400 Bad Request", "temperature is not supported")
            }
        } _: { model, server async throws in
            await #expect(throws: ChatFailure.self) { try await model.answer(to: ChatServer.messages, Self.options) }
            #expect(server.requests.count == 3)
        }
    }

    @Test(
        "other refusals are final",
        arguments: [
            "max_tokens is too large: 64. This model supports at most 32 completion tokens.",
            "This model's maximum context length is 128 tokens.", "temperature must be between 1 and 2",
        ]
    )
    func others(words: String) async throws {
        let failure = try await ChatServer.failure(Self.options) { try await $0.refuse("400 Bad Request", words) }
        #expect(failure.message.contains(words))
        #expect(failure.message.contains("LLM_MODEL"))
    }
}
