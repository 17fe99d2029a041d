import Text

/// Has a model write what a source might say that answers a question, to be searched for with the question.
struct HypotheticalPassage: Sendable {
    private static let options = ChatOptions(maxTokens: 160, time: .seconds(20), silence: .seconds(10))
    /// Endpoints may write as much as they like, and a search takes the longer the more words it has.
    private static let longest = 2_000

    let model: ChatModel

    /// - Throws: ``ChatFailure``, or `CancellationError`.
    func passage(answering question: String) async throws -> String {
        let instructions = """
            Write two or three sentences as they might stand in a document that answers the question, in the language of the \
            question. If you do not know the answer, invent a likely one. Reply with the sentences alone.
            """
        let passage = try await model.answer(
            to: [ChatMessage(role: .system, content: instructions), ChatMessage(role: .user, content: question)],
            Self.options
        ).text.start(of: Self.longest).withoutConditions
        guard !passage.isEmpty else { throw ChatFailure("The model of LLM_BASE_URL wrote no passage.") }
        return passage
    }
}
