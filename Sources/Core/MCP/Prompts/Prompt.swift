/// A template of messages, which the user chooses from a client's menu.
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
/// Clients send the arguments of prompts as text; one declaration serves to decode, check, describe and complete them.
/// Arrays and objects are not allowed.
public protocol Prompt: Sendable {
    /// The arguments.
    associatedtype Input: ToolInput

    /// Name, title and description.
    static var definition: PromptDefinition { get }

    /// The messages with the arguments filled in. Arguments are complete and within their declared bounds.
    func messages(_ input: Input, context: RequestContext) async throws -> [PromptMessage]

    /// Values for an argument that begin with what is typed, the likeliest first; nil for what the declaration
    /// suggests: the names of an enum, the numbers of a short range.
    func complete(_ completion: CompletionRequest) async throws -> Completion?
}

extension Prompt {
    /// Only what the declaration suggests.
    public func complete(_ completion: CompletionRequest) async throws -> Completion? { nil }

    /// The prompt adapted to the server. A declaration that no client could use is a programming error and stops the
    /// process when the prompt is first needed.
    public var handler: any PromptHandler { TypedPromptHandler(self) }
}

/// What a prompt declares besides its arguments.
public struct PromptDefinition: Sendable {
    /// The name for programs.
    public var name: String
    /// The name for people.
    public var title: String
    /// What it is good for.
    public var description: String

    /// Makes a definition from its name, title and description.
    public init(name: String, title: String, description: String) {
        self.name = name
        self.title = title
        self.description = description
    }
}
