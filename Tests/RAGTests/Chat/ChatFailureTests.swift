import Async
import JSONFormat
import TestSupport
import Testing

@testable import RAG

@Suite("Chat models that do not answer", .timeLimit(.minutes(2)))
struct ChatFailureTests {
    @Test(
        "a refusal says what to do, without the key and the prompt even if the endpoint repeats them",
        arguments: [
            ("401 Unauthorized", "Check LLM_API_KEY: the key is not accepted."), ("403 Forbidden", "LLM_API_KEY"),
            ("404 Not Found", "the model \"tiny\" may not exist there"), ("404 Not Found", "Check LLM_BASE_URL"),
            ("400 Bad Request", "LLM_MODEL"), ("422 Unprocessable Entity", "LLM_MODEL"),
            ("413 Too Large", "too long"), ("501 Not Implemented", "LLM_BASE_URL"), ("301 Moved", "LLM_BASE_URL"),
        ]
    )
    func refusals(status: String, remedy: String) async throws {
        let failure = try await ChatServer.failure { exchange in
            let words = "secret-key-123 said: \(ChatServer.question.lowercased())"
            try await exchange.refuse(status, words, fields: "Location: http://127.0.0.1:1/")
        }
        #expect(failure.message.contains(remedy))
        #expect(failure.message.contains(status.prefix(3)))
        #expect(failure.message.contains("/v1/chat/completions"))
    }

    @Test("where no key is set, a refusal asks for one")
    func keyMissing() async throws {
        let failure = try await ChatServer.failure(key: nil) { try await $0.refuse("401 Unauthorized", "who are you?") }
        #expect(failure.message.hasSuffix("Set LLM_API_KEY: a key is required."))
    }

    @Test("an endpoint with too much to do is asked again", arguments: ["429 Too Many Requests", "503 Unavailable"])
    func overload(status: String) async throws {
        try await ChatServer.serving { exchange in
            guard exchange.number > 2 else {
                return try await exchange.refuse(status, "wait", fields: "Retry-After: 0")
            }
            try await exchange.answerWell()
        } _: { model, server async throws in
            #expect(try await model.answer(to: ChatServer.messages).text == "Good day")
            #expect(server.requests.count == 3)
        }
    }

    @Test("an endpoint that asks for a wait beyond the time is not waited for")
    func longWait() async throws {
        var options = ChatOptions()
        options.time = .seconds(20)
        let failure = try await ChatServer.failure(options) {
            try await $0.refuse("429 Too Many Requests", "slow down", fields: "Retry-After: 25")
        }
        #expect(failure.message.contains("slow down. It has too much to do"))
        #expect(failure.mayPass)
    }

    @Test("an endpoint that says nothing is given up when the time is over")
    func time() async throws {
        var options = ChatOptions()
        options.time = .milliseconds(200)
        // The time may be over before the request has come.
        let failure = try await ChatServer.failure(options, requests: 0...1) { _ = await $0.untilClosed() }
        #expect(failure.message.contains("did not answer within 200 ms. Check that LLM_BASE_URL is right"))
    }

    @Test("a model that falls silent in the middle is given up")
    func silence() async throws {
        var options = ChatOptions()
        options.silence = .milliseconds(50)
        let failure = try await ChatServer.failure(options) { exchange in
            try await exchange.begin()
            try await exchange.delta("Once")
            _ = await exchange.untilClosed()
        }
        #expect(failure.message.contains("said nothing for 50 ms"))
    }

    @Test(
        "an answer that breaks off in the middle is a failure, and not asked for again",
        arguments: [
            ("cut", "broke off its answer"), ("end", "ended its answer in the middle"),
            ("data: {\"error\": {\"message\": \"out of memory\", \"code\": 500}}\n\n", "with an error: out of memory"),
            ("event: error\ndata: {\"error\": \"overloaded\"}\n\n", "with an error: overloaded"),
            ("data: {\"error\": {\"message\": \"secret-key-123 \(ChatServer.question)\"}}\n\n", "with an error: ["),
            ("data: {\"choices\": [\n\n", "did not answer with a chat completion"),
            ("data: Once\n\n", "did not answer with a chat completion"),
        ]
    )
    func broken(ending: String, reason: String) async throws {
        let failure = try await ChatServer.failure { exchange in
            try await exchange.begin()
            try await exchange.delta("Once")
            switch ending {
            case "cut": break
            case "end": try await exchange.end()
            default:
                try await exchange.chunk(ending)
                _ = await exchange.untilClosed()
            }
        }
        #expect(failure.message.contains(reason))
    }

    @Test(
        "what is no completion is a failure that names LLM_BASE_URL",
        arguments: [
            "{}", "{\"choices\": []}", "{\"choices\": 1}", "{\"object\": \"list\", \"data\": []}", "{oops",
            "<html></html>", "", "[]", "data: [DONE]\n\n", "data: 1\n\n", "data: {\"choices\": []}\n\ndata: [DONE]\n\n",
        ]
    )
    func noCompletion(body: String) async throws {
        let failure = try await ChatServer.failure { try await $0.answer("200 OK", body) }
        #expect(failure.message.contains("LLM_BASE_URL"))
    }

    @Test("an answer that was interrupted before its first word is a failure")
    func interrupted() async throws {
        let failure = try await ChatServer.failure { exchange in
            try await exchange.begin()
            try await exchange.delta("")
            try await exchange.chunk("data: [DONE]\n\n")
            try await exchange.end()
        }
        #expect(failure.message.contains("ended its answer in the middle"))
        #expect(failure.mayPass)
    }

    @Test("an error in the place of a whole answer is told")
    func plainError() async throws {
        let failure = try await ChatServer.failure {
            try await $0.answer("200 OK", "{\"error\": {\"message\": \"no provider\", \"code\": 502}}")
        }
        #expect(failure.message.contains("no provider"))
    }

    @Test("a text without end is given up")
    func tooLong() async throws {
        let word = String(repeating: "so ", count: 10_000)
        let failure = try await ChatServer.failure { exchange in
            try await exchange.begin()
            _ = await exchange.chunks("data: {\"choices\": [{\"delta\": {\"content\": \"\(word)\"}}]}\n\n")
        }
        #expect(failure.message.contains("answered more than 1048576 bytes of text"))
    }

    @Test("where nobody listens, the address is named without what is secret in it")
    func refused() async throws {
        let model = try ChatModel(
            baseURL: "http://127.0.0.1:1/v1?key=secret",
            model: "tiny",
            apiKey: "secret-key-123",
            logger: silentLogger
        )
        var options = ChatOptions()
        options.time = .milliseconds(300)
        let error = await #expect(throws: ChatFailure.self) { try await model.answer(to: ChatServer.messages, options) }
        #expect(error?.message.contains("http://127.0.0.1:1/v1/chat/completions did not answer") == true)
        #expect(error?.message.contains("Check that LLM_BASE_URL is right") == true)
        #expect(error?.message.contains("secret") == false)
    }

    @Test("an address that is none is refused before anything is asked", arguments: ["", "localhost:11434", "http://"])
    func badAddress(address: String) {
        let error = #expect(throws: ChatFailure.self) {
            try ChatModel(baseURL: address, model: "tiny", apiKey: nil, logger: silentLogger)
        }
        #expect(error?.message.hasPrefix("LLM_BASE_URL must") == true)
    }
}
