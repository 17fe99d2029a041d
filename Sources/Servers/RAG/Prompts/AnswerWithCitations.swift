import Documents
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
        @Argument("Only from one source: its id or key.", .length(1...DocumentReference.longestKey)) var source: String?
        @Argument("Tokens of sources at most.", .range(50...32_000)) var budgetTokens: Int32 = 1_500
    }

    let access: RAGAccess

    func messages(_ input: Input, context: RequestContext) async throws -> [PromptMessage] {
        var search = ChunkSearch(access: access)
        if let source = input.source { search.sources = [try await id(of: source)] }
        let found = try await search.find(input.question, candidates: input.budgetTokens / 30)
        let packed = try await ContextBuilder(access: access)
            .context(of: found.chunks, for: input.question, budget: Int(input.budgetTokens))
        guard !packed.items.isEmpty else {
            return [PromptMessage(.user, .text("\(input.question)\n\nNo sources are stored, or none was found."))]
        }
        let prompt = AnswerPrompt(question: input.question, context: packed)
        return [PromptMessage(.user, .text("\(prompt.instructions)\n\n\(prompt.task)"))]
    }

    /// Sources are suggested by their keys, titles and addresses; those without a key are named by their ids.
    func complete(_ completion: CompletionRequest) async throws -> Completion? {
        guard completion.argument == "source" else { return nil }
        let names = try await access.sources().names(beginningWith: completion.value, limit: 101)
        return Completion(names.map { $0.key ?? String($0.id) })
    }

    private func id(of source: String) async throws -> Int32 {
        let store = try await access.sources()
        if let there = try await store.source(.key(source)) { return there.id }
        guard let id = Int32(source), try await store.source(.id(id)) != nil else {
            throw ToolError.noSource(.key(source))
        }
        return id
    }
}
