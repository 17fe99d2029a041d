import Async
import Embedding
import Logging
import Retrieval

/// The whole way from a question to an answer: search, context, a model that writes or else sentences of the sources, and
/// the check of what is cited.
struct Answering: Sendable {
    /// Where the best chunk scores less, the question does not belong to the sources. Measured with sets of sources and the
    /// questions of others: it refuses 97 % of the questions that are foreign, and 1 % of the sources' own.
    static let leastScore = 0.21
    /// The tokens of the context that a model answers from.
    private static let contextTokens = 1_500

    let access: RAGAccess
    /// The model that writes; nil for none.
    let model: ChatModel?

    /// How a question was answered, and what on the way.
    struct Outcome: Sendable {
        var answer = Answer(maker: .extraction)
        /// What the model answered from.
        var context: PackedContext?
        var chat: ChatAnswer?
        /// What the caller is to know.
        var notes: [String] = []
        let found: FoundChunks
        var times: StepTimes
    }

    /// - Parameters:
    ///   - leastScore: What the best chunk scores at least.
    ///   - progress: Gets what the model has written so far.
    func answer(
        _ question: String,
        _ search: ChunkSearch,
        leastScore: Double,
        progress: @escaping ChatModel.Progress
    ) async throws -> Outcome {
        var times = StepTimes()
        let found = try await times.measure("search") { try await search.find(question) }
        var outcome = Outcome(found: found, times: times)
        guard let best = found.chunks.first, best.score >= leastScore else { return outcome }
        if let model {
            do {
                try await write(question, with: model, into: &outcome, progress)
                return outcome
            } catch let failure as ChatFailure {
                access.logger.warning("the model gave no answer", error: failure)
                outcome.notes.append("The model gave no answer, so these are sentences of the sources. \(failure)")
            }
        }
        outcome.answer = try await outcome.times.measure("answer") {
            try await ExtractiveAnswer(access: access).answer(question, from: found.chunks)
        }
        return outcome
    }

    private func write(
        _ question: String,
        with model: ChatModel,
        into outcome: inout Outcome,
        _ progress: @escaping ChatModel.Progress
    ) async throws {
        let chunks = outcome.found.chunks
        let context = try await outcome.times.measure("context") {
            try await ContextBuilder(access: access).context(of: chunks, for: question, budget: Self.contextTokens)
        }
        outcome.context = context
        let texts = try await access.chunkStore().texts
        let result = try await outcome.times.measure("answer") {
            try await ModelAnswer(model: model, texts: texts).answer(question, from: context, progress: progress)
        }
        outcome.answer = result.answer
        outcome.chat = result.chat
        if result.chat.isCutOff { outcome.notes.append("The model's answer was cut off, for want of tokens.") }
    }
}

/// How long the steps of an answer took.
struct StepTimes: Sendable {
    private(set) var steps: [(name: String, milliseconds: Double)] = []

    mutating func measure<Value>(_ name: String, _ body: () async throws -> Value) async rethrows -> Value {
        let start = ContinuousClock.now
        let value = try await body()
        steps.append((name, (ContinuousClock.now - start) / .milliseconds(1)))
        return value
    }

    var total: Double { steps.reduce(0) { $0 + $1.milliseconds } }
}
