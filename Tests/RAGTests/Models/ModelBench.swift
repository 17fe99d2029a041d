import JSONFormat
import TestSupport
import Testing

/// A server whose model is a script of a test, and a source to ask about.
struct ModelBench {
    let client: StdioClient
    /// The kiln handbook.
    let source: JSONValue
    let model: ScriptedServer

    static func with(
        _ script: @escaping ScriptedServer.Script,
        _ body: (ModelBench) async throws -> Void
    ) async throws {
        try await ScriptedServer.serving(script) { model in
            let settings = [
                "LLM_BASE_URL": "\(model.url)/v1", "LLM_MODEL": "scripted", "LLM_API_KEY": "key-of-the-test",
            ]
            try await RAGSpecification.whole.with(settings: settings).overStdio { client in
                let id = try await client.source(handbook, ["title": "Kiln handbook"])
                try await body(ModelBench(client: client, source: id, model: model))
            }
        }
    }

    func ask(_ question: String, _ more: JSONValue = [:]) async throws -> JSONValue {
        var arguments = more
        arguments["query"] = .string(question)
        arguments["source_ids"] = [source]
        return try await client.value("rag_query", arguments)
    }
}

extension ScriptedRequest {
    /// What a chat model was told, all messages of it.
    var prompt: String {
        guard case .array(let messages)? = json?["messages"] else { return "" }
        return messages.compactMap { $0["content"]?.stringValue }.joined(separator: "\n")
    }
}

extension ScriptedExchange {
    /// A completion in two pieces.
    func stream(_ text: String) async throws {
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
