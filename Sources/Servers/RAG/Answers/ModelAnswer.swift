import MCP
import Retrieval

/// Has a chat model answer from a context, and checks what it has written.
struct ModelAnswer: Sendable {
    private static let mostTokens = 800

    let model: ChatModel
    let texts: EmbeddedTableStore

    /// What a model has written, checked.
    struct Result: Sendable {
        let answer: Answer
        let chat: ChatAnswer
    }

    /// - Parameter progress: Gets the text so far.
    func answer(
        _ question: String,
        from context: PackedContext,
        progress: @escaping ChatModel.Progress
    ) async throws -> Result {
        let prompt = AnswerPrompt(question: question, context: context)
        let chat = try await model.answer(
            to: [
                ChatMessage(role: .system, content: prompt.instructions),
                ChatMessage(role: .user, content: prompt.task),
            ],
            ChatOptions(maxTokens: Self.mostTokens),
            progress: progress
        )
        guard !chat.text.contains(Answer.unknown) else { return Result(answer: Answer(maker: .model), chat: chat) }
        let text = CitedText(chat.text, marks: context.marks, count: context.items.count)
        let answer = try await SupportCheck(texts: texts, context: context).answer(text, by: .model)
        return Result(answer: answer, chat: chat)
    }
}
