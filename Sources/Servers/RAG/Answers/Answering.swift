import Async
import Embedding
import Logging
import MCP
import Retrieval

/// The whole way from a question to an answer: search, context, a model that writes or else sentences of the sources, and
/// the check of what is cited.
struct Answering: Sendable {
    /// Where the best chunk scores less, the question does not belong to the sources. Measured with five texts: it refuses
    /// all but one of the questions of another field, 95 % of those of a text like them that is not there, and 2 % of their
    /// own. 0.21 would refuse less than 1 % of these, but only 89 % of the second kind.
    static let leastScore = 0.24
    /// The tokens of the context that a model answers from.
    private static let contextTokens = 1_500

    let access: RAGAccess
    /// The model that writes; nil for none.
    let model: ChatModel?

    /// Answers a question.
    ///
    /// - Throws: `InputRequired` where the client's model is to write first.
    func answer(_ inquiry: Inquiry) async throws -> Outcome {
        var outcome = Outcome(question: inquiry.question)
        let round = inquiry.maker == .client ? ClientRound(inquiry.client.context.state) : nil
        if let round {
            outcome.rewritten = round.rewritten
            outcome.times.note("before", Double(round.milliseconds))
        } else {
            try await rewrite(inquiry, into: &outcome)
        }
        let question = outcome.searched
        outcome.found = try await outcome.times.measure("search") { try await find(question, inquiry) }
        outcome.bestScore = outcome.chunks.first?.score ?? 0
        // What the client's model has written is judged by what it has read, whatever is found now.
        guard round != nil || outcome.reaches(inquiry.leastScore) else { return outcome }
        if round == nil, inquiry.expansion == .hyde { try await invent(inquiry, into: &outcome) }
        do {
            switch inquiry.maker {
            case .model: try await write(inquiry, into: &outcome)
            case .client: try await write(inquiry, after: round, into: &outcome)
            case .extraction: try await extract(inquiry, into: &outcome)
            }
        } catch let failure as ChatFailure {
            access.logger.warning("the model gave no answer", error: failure)
            try await extract(inquiry, into: &outcome)
            let substitute = outcome.answer.abstains ? "" : ", so these are sentences of the sources"
            outcome.notes.append("The model gave no answer\(substitute). \(failure)")
        }
        try await dropStale(from: &outcome)
        return outcome
    }

    /// What was just stored is not found by its words at once. Before it is said that it does not answer, the worker that
    /// indexes it is waited for.
    private func find(_ question: String, _ inquiry: Inquiry) async throws -> FoundChunks {
        let end = ContinuousClock.now + .seconds(2)
        while true {
            let found = try await inquiry.search.find(question)
            let isLow = (found.chunks.first?.score ?? 0) < inquiry.leastScore
            guard isLow, (1...1_000).contains(found.waiting.postings), ContinuousClock.now < end else { return found }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func extract(_ inquiry: Inquiry, into outcome: inout Outcome) async throws {
        guard outcome.reaches(inquiry.leastScore) else { return }
        let (question, chunks) = (outcome.searched, outcome.chunks)
        outcome.answer = try await outcome.times.measure("answer") {
            try await ExtractiveAnswer(access: access).answer(question, from: chunks)
        }
    }

    // MARK: Models

    private func write(_ inquiry: Inquiry, into outcome: inout Outcome) async throws {
        guard let model else { throw ChatFailure("There is no model: LLM_BASE_URL is not set.") }
        let context = try await context(for: &outcome)
        let prompt = AnswerPrompt(question: outcome.searched, context: context)
        let chat = try await outcome.times.measure("answer") {
            try await model.answer(
                to: [
                    ChatMessage(role: .system, content: prompt.instructions),
                    ChatMessage(role: .user, content: prompt.task),
                ],
                ChatOptions(maxTokens: WrittenAnswer.mostTokens),
                progress: inquiry.progress
            )
        }
        try await check(chat, from: context, by: .model, into: &outcome)
    }

    /// Takes what the client's model has written, or has it asked.
    private func write(_ inquiry: Inquiry, after round: ClientRound?, into outcome: inout Outcome) async throws {
        let count = round?.count ?? 0
        if let round {
            let chat = try inquiry.client.answer()
            if let chat {
                let same = try await outcome.times.measure("context") { try await round.places.context(access) }
                if let same { return try await check(chat, from: same, by: .client, into: &outcome) }
            }
            // It has read what the sources do not say any more, or was not asked.
            guard count < ClientRound.most else {
                throw ChatFailure(
                    chat == nil
                        ? "The client came back again and again without what its model wrote."
                        : "The sources changed again and again while the client's model wrote."
                )
            }
        }
        guard outcome.reaches(inquiry.leastScore) else { return }
        let context = try await context(for: &outcome)
        let next = ClientRound(
            places: ContextPlaces(context),
            rewritten: outcome.rewritten,
            count: count + 1,
            milliseconds: Int64(outcome.times.total.rounded())
        )
        throw inquiry.client.asking(
            AnswerPrompt(question: outcome.searched, context: context),
            mostTokens: WrittenAnswer.mostTokens,
            state: next.json
        )
    }

    private func context(for outcome: inout Outcome) async throws -> PackedContext {
        let (question, chunks) = (outcome.searched, outcome.chunks)
        return try await outcome.times.measure("context") {
            try await ContextBuilder(access: access).context(of: chunks, for: question, budget: Self.contextTokens)
        }
    }

    private func check(
        _ chat: ChatAnswer,
        from context: PackedContext,
        by maker: Answer.Maker,
        into outcome: inout Outcome
    ) async throws {
        let written = WrittenAnswer(chat: chat, context: context, maker: maker)
        let texts = try await access.chunkStore().texts
        let answer = try await outcome.times.measure("check") { try await written.checked(texts) }
        outcome.answer = answer
        outcome.context = context
        outcome.chat = chat
        outcome.notes += written.notes(on: answer)
    }
}
