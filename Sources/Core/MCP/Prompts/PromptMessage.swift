/// One message of a prompt.
public struct PromptMessage: Sendable, Hashable {
    /// Who speaks.
    public enum Role: String, Sendable {
        /// The user.
        case user
        /// The model.
        case assistant
    }

    /// Who speaks.
    public var role: Role
    /// What is said.
    public var content: ContentBlock

    /// A message of one block.
    public init(_ role: Role = .user, _ content: ContentBlock) {
        self.role = role
        self.content = content
    }
}
