import MCP

/// A prompt for people: has the model store what a text says.
struct RememberThis: Prompt {
    static let definition = PromptDefinition(
        name: "remember_this",
        title: "Remember this",
        description: "Has the model store the facts of a text as memories, next to what is known of them."
    )

    struct Input: ToolInput {
        @Argument("What to remember.", .length(1...MemoryLimits.longestQuery)) var text: String
    }

    let access: MemoryAccess

    func messages(_ input: Input, context: RequestContext) async throws -> [PromptMessage] {
        let known = try await MemorySearch(access: access, banks: access.banks.ids(nil)).find(input.text).hits
            .map { "[\($0.memory.id)] \($0.memory.content)" }
        let there = known.isEmpty ? "Nothing near is known yet." : "Known already:\n\(known.joined(separator: "\n"))"
        return [
            PromptMessage(
                .user,
                .text(
                    """
                    Remember what this says. Store each fact with store_memory, in a sentence of its own. Where a known \
                    memory is not true any more, use supersede_memory with its id; leave out what is known.

                    \(input.text)

                    \(there)
                    """
                )
            )
        ]
    }
}
