import JSONFormat

/// The body of `POST /chat/completions`.
struct ChatRequest {
    var model: String
    var messages: [ChatMessage]
    var options: ChatOptions
    var dialect: ChatDialect

    var json: JSON {
        var members: JSONObject = [
            "model": .string(model),
            "messages": .array(messages.map(\.json)),
            "stream": true,
        ]
        if !dialect.contains(.noStreamOptions) { members["stream_options"] = ["include_usage": true] }
        if !dialect.contains(.fixedTemperature) { members["temperature"] = Self.number(options.temperature) }
        if let most = options.maxTokens {
            let name = dialect.contains(.completionTokens) ? "max_completion_tokens" : "max_tokens"
            members[name] = .int(Int64(most))
        }
        return .object(members)
    }

    /// Whole numbers without a fraction, which some endpoints do not take.
    private static func number(_ value: Double) -> JSON {
        Int64(exactly: value).map { .int($0) } ?? .double(value)
    }
}
