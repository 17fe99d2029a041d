import Endpoints

/// Where an endpoint, or its model, departs from what most understand. It is learnt from refusals.
struct ChatDialect: OptionSet, Sendable {
    let rawValue: Int

    /// It calls `max_tokens` by its newer name, `max_completion_tokens`.
    static let completionTokens = ChatDialect(rawValue: 1)
    /// It does not let the temperature be chosen, as most models that think.
    static let fixedTemperature = ChatDialect(rawValue: 2)
    /// It does not know `stream_options`.
    static let noStreamOptions = ChatDialect(rawValue: 4)

    /// Learns from a refusal.
    ///
    /// - Returns: Whether there was something new to learn, so that it is worth asking again.
    mutating func learn(from failure: EndpointFailure) -> Bool {
        guard failure.status == 400 || failure.status == 422 else { return false }
        let said = failure.reason.lowercased()
        let isRefusal = [
            "unsupported", "not support", "unrecognized", "unknown", "not permitted", "extra inputs", "unexpected",
        ].contains(where: said.contains)
        let lesson: ChatDialect
        if said.contains("max_completion_tokens") || isRefusal && said.contains("max_tokens") {
            lesson = .completionTokens
        } else if isRefusal, said.contains("temperature") {
            lesson = .fixedTemperature
        } else if isRefusal, said.contains("stream_options") {
            lesson = .noStreamOptions
        } else {
            return false
        }
        return insert(lesson).inserted
    }
}
