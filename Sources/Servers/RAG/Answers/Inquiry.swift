/// A question, and how it is to be answered.
struct Inquiry: Sendable {
    let question: String
    let search: ChunkSearch
    /// What the best chunk scores at least; below it the sources do not say.
    let leastScore: Double
    let maker: Answer.Maker
    var expansion = QueryExpansion.rewrite
    /// The session that it belongs to.
    var session: String?
    let client: ClientModel
    /// Gets what the model of LLM_BASE_URL has written so far.
    let progress: ChatModel.Progress
}
