/// How a chat model is to answer, and how long it may take.
struct ChatOptions: Sendable, Hashable {
    /// 0 for the likeliest words; a model that does not let it be chosen answers with its own.
    var temperature = 0.0
    /// The most tokens of the answer; nil for as many as the endpoint allows.
    var maxTokens: Int?
    /// How long the whole answer may take, with all attempts.
    var time = Duration.seconds(120)
    /// How long the model may say nothing once it has begun.
    var silence = Duration.seconds(30)
}
