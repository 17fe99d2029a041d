import MCP
import Postgres
import ServerKit

struct DeleteConversation: WritingTool {
    static let definition = ToolDefinition(
        name: "delete_conversation",
        title: "Delete conversation",
        description: "Deletes a conversation for good. Memories that came from it stay.",
        annotations: .overwriting
    )

    struct Input: ToolInput {
        @Argument("The conversation.", .length(1...MemoryLimits.longestName)) var sessionId: String
        @Argument(.bank) var bank: String?
    }

    struct Output: ToolOutput {
        var sessionId: String
        /// How many turns it had.
        var deleted: Int64
    }

    static let membersWithoutReading: Set = ["session_id", "deleted"]

    let access: MemoryAccess

    func prepare(_ input: Input, context: RequestContext) async throws -> (name: String, id: Int32) {
        (try access.banks.name(input.bank), try await access.banks.id(input.bank))
    }

    func write(
        _ bank: (name: String, id: Int32),
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        let deleted = try await access.conversations().delete(input.sessionId, of: bank.id, on: connection)
        guard let deleted else { throw ToolError.noConversation(input.sessionId, in: bank.name) }
        return Output(sessionId: input.sessionId, deleted: deleted)
    }
}
