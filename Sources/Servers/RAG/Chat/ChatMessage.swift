import JSONFormat

/// One message of a chat.
struct ChatMessage: Sendable, Hashable {
    /// Who says it.
    enum Role: String, Sendable {
        case system, user, assistant
    }

    var role: Role
    var content: String

    var json: JSON { ["role": .string(role.rawValue), "content": .string(content)] }
}
