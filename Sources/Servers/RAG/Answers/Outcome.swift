extension Answering {
    /// How a question was answered, and what on the way.
    struct Outcome: Sendable {
        /// As it was asked.
        let question: String
        /// The same made to stand alone; nil where it does.
        var rewritten: String?
        /// What was searched for with it; nil for nothing.
        var passage: String?
        var answer = Answer(maker: .extraction)
        /// What a model answered from.
        var context: PackedContext?
        var chat: ChatAnswer?
        /// What the caller is to know.
        var notes: [String] = []
        /// The score of the chunk that answers the question best.
        var bestScore = 0.0
        var found: FoundChunks?
        var times = StepTimes()

        init(question: String) { self.question = question }

        /// The question that is answered.
        var searched: String { rewritten ?? question }
        /// What was searched for, where it is not the question as it was asked.
        var searchedFor: String? { passage.map { "\(searched) \($0)" } ?? rewritten }
        var chunks: [FoundChunk] { found?.chunks ?? [] }

        /// Whether anything was found that answers the question so well.
        func reaches(_ score: Double) -> Bool { !chunks.isEmpty && bestScore >= score }
    }
}
