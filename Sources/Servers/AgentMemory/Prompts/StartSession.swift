import MCP

/// A prompt for people: begins or continues a session with what is known.
struct StartSession: Prompt {
    static let definition = PromptDefinition(
        name: "start_session",
        title: "Start session",
        description: "Begins or continues a session: the last turns, the pinned memories, and what belongs to the task."
    )

    struct Input: ToolInput {
        @Argument("A name for the session.", .length(1...MemoryLimits.longestName)) var session: String
        @Argument("What is to be done.", .length(1...MemoryLimits.longestQuery)) var task: String?
    }

    let access: MemoryAccess

    func messages(_ input: Input, context: RequestContext) async throws -> [PromptMessage] {
        let known = try await Recall(access: access).call(.about(input.task, session: input.session), context: context)
        let task = input.task.map { "The task: \($0)\n\n" } ?? ""
        let memory = known.context.isEmpty ? "Nothing is remembered yet." : "What is remembered:\n\n\(known.context)"
        return [
            PromptMessage(
                .user,
                .text(
                    """
                    \(task)This is the session "\(input.session)". Keep what is said with add_messages under this \
                    session_id, and store with store_memory what is worth knowing later.

                    \(memory)
                    """
                )
            )
        ]
    }
}
