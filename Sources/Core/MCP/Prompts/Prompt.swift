import JSONFormat
import OrderedCollections

/// A text with gaps that a person chooses from a client's menu.
public protocol Prompt: Sendable {
    /// The prompt as lists show it.
    var description: PromptDescription { get }

    /// The messages with the gaps filled in. Every required argument is there.
    func messages(_ arguments: [String: String], context: RequestContext) async throws -> [PromptMessage]

    /// Values for an argument that begin like what is typed, the likeliest first.
    func complete(_ completion: CompletionRequest) async throws -> Completion
}

extension Prompt {
    /// Nothing to suggest.
    public func complete(_ completion: CompletionRequest) async throws -> Completion { Completion() }
}

/// One prompt as lists show it.
public struct PromptDescription: Sendable, Hashable {
    /// One gap of a prompt; values are always text.
    public struct Argument: Sendable, Hashable {
        /// The name of the argument.
        public var name: String
        /// What to give.
        public var description: String
        /// Whether it must be given.
        public var isRequired: Bool

        /// Describes an argument.
        public init(name: String, description: String, isRequired: Bool = false) {
            self.name = name
            self.description = description
            self.isRequired = isRequired
        }
    }

    /// The name programs know it by.
    public var name: String
    /// The name people read.
    public var title: String
    /// What it is good for.
    public var description: String
    /// Its gaps, in order.
    public var arguments: [Argument]

    /// Describes a prompt.
    public init(name: String, title: String, description: String, arguments: [Argument] = []) {
        self.name = name
        self.title = title
        self.description = description
        self.arguments = arguments
    }

    var json: JSON {
        let arguments = arguments.map { argument -> JSON in
            [
                "name": .string(argument.name), "description": .string(argument.description),
                "required": .bool(argument.isRequired),
            ]
        }
        return [
            "name": .string(name), "title": .string(title), "description": .string(description),
            "arguments": .array(arguments),
        ]
    }
}

/// One message of a prompt.
public struct PromptMessage: Sendable, Hashable {
    /// Who speaks.
    public enum Role: String, Sendable {
        /// The person.
        case user
        /// The model.
        case assistant
    }

    /// Who speaks.
    public var role: Role
    /// What is said.
    public var content: ContentBlock

    /// A message.
    public init(_ role: Role = .user, _ content: ContentBlock) {
        self.role = role
        self.content = content
    }
}
