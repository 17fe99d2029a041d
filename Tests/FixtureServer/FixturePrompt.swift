import MCP

/// A prompt of the conformance suite.
struct FixturePrompt: PromptHandler {
    let description: PromptDescription
    private let make: @Sendable ([String: String], RequestContext) throws -> [PromptMessage]

    init(
        _ name: String,
        _ text: String,
        arguments: [PromptDescription.Argument] = [],
        make: @escaping @Sendable ([String: String], RequestContext) throws -> [PromptMessage]
    ) {
        description = PromptDescription(name: name, title: name, description: text, arguments: arguments)
        self.make = make
    }

    func messages(_ arguments: [String: String], context: RequestContext) async throws -> [PromptMessage] {
        try make(arguments, context)
    }

    func complete(_ completion: CompletionRequest) async throws -> Completion {
        Completion(["paris", "park", "party"].filter { $0.hasPrefix(completion.value) })
    }

    static let all: [any PromptHandler] = [
        FixturePrompt("test_simple_prompt", "A text.") { _, _ in
            [PromptMessage(.user, .text("This is a simple prompt for testing."))]
        },
        FixturePrompt(
            "test_prompt_with_arguments",
            "A text with two gaps.",
            arguments: [
                .init(name: "arg1", description: "The first argument.", isRequired: true),
                .init(name: "arg2", description: "The second argument.", isRequired: true),
            ]
        ) { arguments, _ in
            let text = "Prompt with arguments: arg1='\(arguments["arg1"] ?? "")', arg2='\(arguments["arg2"] ?? "")'"
            return [PromptMessage(.user, .text(text))]
        },
        FixturePrompt(
            "test_prompt_with_embedded_resource",
            "A resource and a text.",
            arguments: [.init(name: "resourceUri", description: "The URI of the resource.", isRequired: true)]
        ) { arguments, _ in
            let contents = ResourceContents(
                uri: arguments["resourceUri"] ?? "",
                mimeType: "text/plain",
                .text("Embedded resource content for testing.")
            )
            return [
                PromptMessage(.user, .resource(contents)),
                PromptMessage(.user, .text("Please process the embedded resource above.")),
            ]
        },
        FixturePrompt("test_prompt_with_image", "A picture and a text.") { _, _ in
            [
                PromptMessage(.user, .image(FixtureServer.image, mimeType: "image/png")),
                PromptMessage(.user, .text("Please analyze the image above.")),
            ]
        },
        FixturePrompt("test_input_required_result_prompt", "Asks for something to say.") { _, context in
            let said = try FixtureServer.answer("user_context", "What is it about?", field: "context", context)
            return [PromptMessage(.user, .text("Context: \(said)"))]
        },
    ]
}
