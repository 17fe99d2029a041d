import MCP
import ServerKit

/// The conversations of the server's bank as resources.
struct ConversationResources: ResourceRows {
    static let template = ResourceTemplate(
        uriTemplate: "paddle://conversations/{session}",
        name: "conversation",
        title: "Conversation",
        description: "The last turns of a conversation, by its session_id.",
        mimeType: "text/plain"
    )

    /// More than these are for get_conversation.
    private static let shown: Int32 = 100

    let access: MemoryAccess

    func rows(after session: String?, limit: Int) async throws -> [ResourceRow<String>] {
        try await access.conversations()
            .sessionIDs(in: access.banks.id(nil), after: session, beginningWith: "", limit: Int32(limit))
            .map { ResourceRow(id: $0) }
    }

    func texts(of session: String) async throws -> [String]? {
        let bank = try await access.banks.id(nil)
        let store = try await access.conversations()
        guard let known = try await store.session(session, in: bank) else { return nil }
        let turns = try await store.turns(of: session, in: bank, fromEnd: true, limit: Self.shown)
        var lines = turns.reversed().map { turn in
            "[\(turn.createdAt ?? "")] \(turn.speaker ?? turn.role): \(turn.content)"
        }
        if known.turns > Int64(Self.shown) {
            lines.insert("The last \(Self.shown) of \(known.turns) turns; get_conversation returns all.", at: 0)
        }
        return [lines.joined(separator: "\n")]
    }

    func ids(beginningWith text: String, limit: Int) async throws -> [String] {
        try await access.conversations()
            .sessionIDs(in: access.banks.id(nil), after: nil, beginningWith: text, limit: Int32(limit))
    }
}
