import JSONFormat
import TestSupport
import Testing

@testable import RAG

/// A chat endpoint, and a model behind it.
enum ChatServer {
    static let question = "Who inherits the castle of the Duke of Aquitaine?"
    static let messages = [
        ChatMessage(role: .system, content: "Answer from the passages alone."),
        ChatMessage(role: .user, content: question),
    ]

    /// Runs a server as long as a test, with a model whose address it is.
    static func serving<Result: Sendable>(
        path: String = "/v1",
        key: String? = "secret-key-123",
        _ script: @escaping ScriptedServer.Script,
        _ test: (ChatModel, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        try await ScriptedServer.serving(script) { server in
            let model = try ChatModel(baseURL: server.url + path, model: "tiny", apiKey: key, logger: silentLogger)
            return try await test(model, server)
        }
    }

    /// What a model answers.
    static func answer(
        _ options: ChatOptions = ChatOptions(),
        progress: ChatModel.Progress? = nil,
        _ script: @escaping ScriptedServer.Script
    ) async throws -> ChatAnswer {
        try await serving(script) { model, _ in try await model.answer(to: messages, options, progress: progress) }
    }

    /// Why a model does not answer. It contains neither the key nor the prompt.
    static func failure(
        _ options: ChatOptions = ChatOptions(),
        key: String? = "secret-key-123",
        requests: ClosedRange<Int> = 1...1,
        _ script: @escaping ScriptedServer.Script
    ) async throws -> ChatFailure {
        try await serving(key: key, script) { model, server in
            let error = await #expect(throws: ChatFailure.self) { try await model.answer(to: messages, options) }
            let failure = try #require(error)
            #expect(requests.contains(server.requests.count))
            for secret in ["secret", "aquitaine", "passages"] { #expect(!"\(failure)".lowercased().contains(secret)) }
            #expect(failure.message.hasSuffix("."))
            return failure
        }
    }
}

extension ScriptedExchange {
    /// A chunk of a completion.
    func delta(_ text: String, finish: String? = nil) async throws {
        let choice: JSON = [
            "index": 0, "delta": ["content": .string(text)],
            "finish_reason": finish.map { .string($0) } ?? .null,
        ]
        try await chunk("data: \(JSON.object(["model": "tiny-0.1", "choices": .array([choice])]))\n\n")
    }

    /// An answer in two words.
    func answerWell() async throws {
        try await begin()
        try await delta("Good ")
        try await delta("day", finish: "stop")
        try await chunk("data: [DONE]\n\n")
        try await end()
    }

    /// An error as OpenAI reports it.
    func refuse(_ status: String, _ words: String, fields: String...) async throws {
        let body: JSON = ["error": ["message": .string(words), "type": "invalid_request_error"]]
        try await answer(status, body.description, fields: fields.first ?? "X-Request: 1")
    }
}
