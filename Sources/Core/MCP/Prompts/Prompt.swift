/// A template of messages, which a person chooses from a client's menu.
///
///     struct AnswerFromDocuments: Prompt {
///         static let definition = PromptDefinition(
///             name: "answer_from_documents", title: "Answer from the documents",
///             description: "Finds passages that answer a question, and asks for an answer that cites them.")
///
///         struct Input: ToolInput {
///             @Argument("What you want to know.") var question: String
///             @Argument("How many passages to read.", .range(1...20)) var limit: Int32 = 5
///         }
///
///         func messages(_ input: Input, context: RequestContext) async throws -> [PromptMessage] { ... }
///     }
///
/// Clients send the arguments of prompts as text; they are decoded, checked, described and completed by the one
/// declaration. Arrays and objects cannot be among them.
public protocol Prompt: Sendable {
    /// The arguments.
    associatedtype Input: ToolInput

    /// Name, title and description.
    static var definition: PromptDefinition { get }

    /// The messages with the arguments filled in. Arguments are complete and keep their declared rules.
    func messages(_ input: Input, context: RequestContext) async throws -> [PromptMessage]

    /// Values for an argument that begin like what is typed, the likeliest first; nil for what the declaration suggests:
    /// the names of an enum, the numbers of a short range.
    func complete(_ completion: CompletionRequest) async throws -> Completion?
}

extension Prompt {
    /// Nothing but what the declaration suggests.
    public func complete(_ completion: CompletionRequest) async throws -> Completion? { nil }

    /// The prompt as the server serves it. A declaration that no client could use is a mistake in the program and stops it
    /// when the prompt is first needed.
    public var handler: any PromptHandler { TypedPromptHandler(self) }
}

/// What a prompt tells about itself besides its arguments.
public struct PromptDefinition: Sendable {
    /// The name programs know it by.
    public var name: String
    /// The name people read.
    public var title: String
    /// What it is good for.
    public var description: String

    /// Makes a definition.
    public init(name: String, title: String, description: String) {
        self.name = name
        self.title = title
        self.description = description
    }
}
