import Async
import JSONFormat
import Synchronization
import TestSupport
import Testing

@testable import RAG

@Suite("Answers of chat models", .timeLimit(.minutes(2)))
struct ChatModelTests {
    @Test(
        "a model is asked at the address of its completions, however much of it is given",
        arguments: ["", "/", "/chat/completions"]
    )
    func request(suffix: String) async throws {
        try await ChatServer.serving(path: "/v1" + suffix) {
            try await $0.answerWell()
        } _: { model, server async throws in
            var options = ChatOptions()
            options.maxTokens = 100
            let history = ChatServer.messages + [ChatMessage(role: .assistant, content: "Nobody.")]
            _ = try await model.answer(to: history, options)
            let request = try #require(server.requests.first)
            #expect(request.method == "POST")
            #expect(request.target == "/v1/chat/completions")
            #expect(request["authorization"] == "Bearer secret-key-123")
            let expected: JSON = [
                "model": "tiny",
                "messages": [
                    ["role": "system", "content": "Answer from the passages alone."],
                    ["role": "user", "content": .string(ChatServer.question)],
                    ["role": "assistant", "content": "Nobody."],
                ],
                "stream": true, "stream_options": ["include_usage": true], "temperature": 0, "max_tokens": 100,
            ]
            #expect(request.json == expected)
        }
    }

    @Test("without a key none is sent", arguments: [nil, ""])
    func noKey(key: String?) async throws {
        try await ChatServer.serving(key: key) {
            try await $0.answerWell()
        } _: { model, server async throws in
            _ = try await model.answer(to: ChatServer.messages)
            #expect(server.requests.first?["authorization"] == nil)
        }
    }

    @Test("the text is told as it grows, and the end with all that the endpoint reports")
    func stream() async throws {
        let told = Mutex<[String]>([])
        let read = Latch()
        let answer = try await ChatServer.answer(progress: { text in
            told.withLock { $0.append(text) }
            read.open()
        }) { exchange in
            try await exchange.begin()
            try await exchange.chunk(
                #"data: {"model":"tiny-0.1","choices":[{"delta":{"role":"assistant","content":""}}]}"# + "\n\n"
            )
            try await exchange.delta("Niemand,")
            // Nothing more comes before the first text was told.
            await read.wait()
            try await exchange.delta(" mein Herzog")
            try await exchange.delta(" 🏰")
            try await exchange.delta("", finish: "stop")
            try await exchange.chunk(
                #"data: {"choices":[],"usage":{"prompt_tokens":31,"completion_tokens":7}}"# + "\n\n"
            )
            try await exchange.chunk("data: [DONE]\n\n")
            try await exchange.end()
        }
        #expect(
            answer
                == ChatAnswer(
                    text: "Niemand, mein Herzog 🏰",
                    model: "tiny-0.1",
                    finishReason: "stop",
                    promptTokens: 31,
                    completionTokens: 7
                )
        )
        #expect(told.withLock { $0 } == ["Niemand,", "Niemand, mein Herzog", "Niemand, mein Herzog 🏰"])
    }

    @Test("a stream divided anywhere, with line ends, names and comments of all kinds, is the same text")
    func division() async throws {
        let stream = """
            : OPENROUTER PROCESSING\r\n\r\nevent: completion\r\ndata: {"choices":[{"delta":\r
            data: {"content":"né 🏰"}}]}\r\n\r\ndata:{"choices":[{"delta":{"content":" ok"},"finish_reason":"stop"}]}

            data: [DONE]


            """
        for size in [1, 2, 7] {
            let answer = try await ChatServer.answer { exchange in
                try await exchange.begin()
                let bytes = Array(stream.utf8)
                for start in stride(from: 0, to: bytes.count, by: size) {
                    try await exchange.chunk(Array(bytes[start..<min(start + size, bytes.count)]))
                }
                try await exchange.end()
            }
            #expect(answer == ChatAnswer(text: "né 🏰 ok", model: "tiny", finishReason: "stop"))
        }
    }

    @Test("thoughts are no part of the text", arguments: ["reasoning_content", "reasoning"])
    func thoughts(name: String) async throws {
        let told = Mutex(0)
        let answer = try await ChatServer.answer(progress: { _ in told.withLock { $0 += 1 } }) { exchange in
            try await exchange.begin()
            for delta in [#"{"\#(name)":"Hm","content":null}"#, #"{"\#(name)":"Well"}"#, #"{"content":"Yes"}"#, "{}"] {
                try await exchange.chunk("data: {\"choices\":[{\"delta\":\(delta)}]}\n\n")
            }
            try await exchange.delta("", finish: "length")
            try await exchange.end()
        }
        #expect(answer.text == "Yes")
        #expect(answer.isCutOff)
        #expect(told.withLock { $0 } == 1)
    }

    @Test("an endpoint that does not stream is understood")
    func plain() async throws {
        let told = Mutex<[String]>([])
        let answer = try await ChatServer.answer(progress: { text in told.withLock { $0.append(text) } }) {
            try await $0.answer(
                "200 OK",
                """
                {"model": "tiny-0.1", "choices": [{"message": {"content": "Yes", "reasoning": "Hm"},
                "finish_reason": "stop"}], "usage": {"prompt_tokens": 3, "completion_tokens": 1.0}}
                """
            )
        }
        let expected = ChatAnswer(
            text: "Yes",
            model: "tiny-0.1",
            finishReason: "stop",
            promptTokens: 3,
            completionTokens: 1
        )
        #expect(answer == expected)
        #expect(told.withLock { $0 } == ["Yes"])
    }

    @Test(
        "a text that has ended is whole, whatever comes then",
        arguments: ["end", "done", "cut", "garbage", "error", "silence"]
    )
    func afterTheEnd(ending: String) async throws {
        var options = ChatOptions()
        options.silence = ending == "silence" ? .milliseconds(50) : .seconds(600)
        let answer = try await ChatServer.answer(options) { exchange in
            try await exchange.begin()
            try await exchange.delta("Yes", finish: "stop")
            switch ending {
            case "end": try await exchange.end()
            case "done": try await exchange.chunk("data: [DONE]\n\n")
            case "garbage": try await exchange.chunk("data: {oops\n\n")
            case "error": try await exchange.chunk("data: {\"error\": \"oops\"}\n\n")
            case "cut": return
            default: break
            }
            _ = await exchange.untilClosed()
        }
        #expect(answer.text == "Yes")
        #expect(answer.finishReason == "stop")
        #expect(!answer.isCutOff)
    }

    @Test("a text whose end is told by [DONE] alone is whole, and the endpoint need not hang up")
    func done() async throws {
        let answer = try await ChatServer.answer { exchange in
            try await exchange.begin()
            try await exchange.delta("Yes")
            try await exchange.chunk("data: [DONE]\n\n")
            _ = await exchange.untilClosed()
        }
        #expect(answer == ChatAnswer(text: "Yes", model: "tiny-0.1"))
        // Why it ended was not told.
        #expect(answer.isCutOff)
    }

    @Test("cancelling hangs up, so that the model stops")
    func cancellation() async throws {
        let (begun, closed) = (Latch(), Latch())
        try await ChatServer.serving { exchange in
            try await exchange.begin()
            try await exchange.delta("Once upon a time")
            if await exchange.untilClosed() { closed.open() }
        } _: { model, server async throws in
            let asking = Task { try await model.answer(to: ChatServer.messages) { _ in begun.open() } }
            await begun.wait()
            asking.cancel()
            await #expect(throws: CancellationError.self) { try await asking.value }
            #expect(await closed.wait())
            #expect(server.requests.count == 1)
        }
    }
}
