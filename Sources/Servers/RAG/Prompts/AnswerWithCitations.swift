import MCP

/// A prompt for people: a question to be answered from the sources, with citations.
struct AnswerWithCitations: Prompt {
    static let definition = PromptDefinition(
        name: "answer_with_citations",
        title: "Answer with citations",
        description: "Packs the passages that answer a question best and asks for an answer that cites them."
    )

    struct Input: ToolInput {
        @Argument("What you want to know.", .length(1...10_000)) var question: String
        @Argument("Tokens of sources at most.", .range(50...32_000)) var budgetTokens: Int32 = 1_500
    }

    let access: RAGAccess

    func messages(_ input: Input, context: RequestContext) async throws -> [PromptMessage] {
        let found = try await ChunkSearch(access: access).find(input.question, candidates: input.budgetTokens / 30)
        let packed = try await ContextBuilder(access: access)
            .context(of: found.chunks, for: input.question, budget: Int(input.budgetTokens))
        guard !packed.items.isEmpty else {
            return [PromptMessage(.user, .text("\(input.question)\n\nNo sources are stored, or none was found."))]
        }
        let prompt = AnswerPrompt(question: input.question, context: packed)
        return [PromptMessage(.user, .text("\(prompt.instructions)\n\n\(prompt.task)"))]
    }
}
