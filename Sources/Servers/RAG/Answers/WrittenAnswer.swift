import Retrieval

/// What a model has written from a context, checked against it.
struct WrittenAnswer: Sendable {
    /// The most tokens that a model is asked for.
    static let mostTokens = 800

    let chat: ChatAnswer
    let context: PackedContext
    let maker: Answer.Maker

    /// The sentences that the context bears out; none where the model says that it does not contain the answer.
    func checked(_ texts: EmbeddedTableStore) async throws -> Answer {
        // Models also say so after a part that the sources do answer, which stays.
        let text = CitedText(chat.text, marks: context.marks, count: context.items.count).without(Answer.unknown)
        return try await SupportCheck(texts: texts, context: context).answer(text, by: maker)
    }

    /// What the caller is to know of it.
    func notes(on answer: Answer) -> [String] {
        var notes: [String] = []
        if chat.isCutOff { notes.append("The model's answer was cut off, for want of tokens.") }
        if answer.abstains, !answer.unsupported.isEmpty {
            notes.append("Nothing that the model wrote is borne out by the sources.")
        }
        return notes
    }
}
