import MCP

/// A prompt for people: what is known about something.
struct RecallAbout: Prompt {
    static let definition = PromptDefinition(
        name: "recall_about",
        title: "Recall about",
        description: "Gives the model what is remembered about a topic, before it goes on."
    )

    struct Input: ToolInput {
        @Argument("What it is about.", .length(1...MemoryLimits.longestQuery)) var topic: String
    }

    let access: MemoryAccess

    func messages(_ input: Input, context: RequestContext) async throws -> [PromptMessage] {
        let known = try await Recall(access: access).call(.about(input.topic), context: context)
        let text =
            known.context.isEmpty
            ? "Nothing is remembered about this: \(input.topic)"
            : "This is what is remembered about \"\(input.topic)\". Rely on it, and say where it does not suffice.\n\n\(known.context)"
        return [PromptMessage(.user, .text(text))]
    }
}

extension Recall.Input {
    static func about(_ topic: String?, session: String? = nil) -> Recall.Input {
        var input = Recall.Input()
        input.query = topic
        input.sessionId = session
        return input
    }
}
