/// A prompt as the server serves it; a ``Prompt`` is adapted to it by ``Prompt/handler``.
public protocol PromptHandler: Sendable {
    /// The prompt as lists show it.
    var description: PromptDescription { get }

    /// The messages with the arguments filled in. A thrown ``ToolError`` says what is wrong with the arguments.
    func messages(_ arguments: [String: String], context: RequestContext) async throws -> [PromptMessage]

    /// Values for an argument that begin with what is typed, the likeliest first.
    func complete(_ completion: CompletionRequest) async throws -> Completion
}

extension PromptHandler {
    /// Nothing to suggest.
    public func complete(_ completion: CompletionRequest) async throws -> Completion { Completion() }
}
