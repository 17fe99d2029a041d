import JSONFormat
import MCP
import Postgres
import Retrieval

/// A turn of a conversation as tools show it.
struct TurnOutput: ToolOutput {
    var sessionId: String
    /// Its place in the session, from 0.
    var turn: Int32
    var role: String
    var speaker: String?
    var content: String
    var metadata: JSON?
    var createdAt: String?

    init(_ turn: Turn) {
        sessionId = turn.session
        self.turn = turn.number
        role = turn.role
        speaker = turn.speaker
        content = turn.content
        metadata = turn.metadata.flatMap { $0.text == "{}" ? nil : JSON(metadata: $0) }
        createdAt = turn.createdAt
    }
}

extension TurnOutput: PageElement {
    static let listName = "turns"
}

extension ToolError {
    static func noConversation(_ session: String, in bank: String) -> ToolError {
        .notFound(
            "conversation",
            with: "the session_id \"\(session)\" in the bank \"\(bank)\"",
            hint: "list_conversations tells which there are."
        )
    }
}
