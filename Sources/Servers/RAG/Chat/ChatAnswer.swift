/// What a chat model answered.
struct ChatAnswer: Sendable, Hashable {
    /// The text, without any thoughts before it. It may be empty: a model may use up all its tokens to think.
    var text: String
    /// The model, as the endpoint names it.
    var model: String
    /// Why it ended, in the endpoint's words: `stop`, `length`, `content_filter`; nil where it does not say.
    var finishReason: String?
    var promptTokens: Int?
    var completionTokens: Int?

    /// Whether the text is cut off for want of tokens, or may be cut off, since the endpoint does not say why it ended:
    /// llama-cpp-python ends an answer like that when another request comes.
    var isCutOff: Bool { finishReason == nil || finishReason == "length" }
}
