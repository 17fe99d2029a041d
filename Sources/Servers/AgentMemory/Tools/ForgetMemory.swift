import MCP
import Postgres
import ServerKit

struct ForgetMemory: WritingTool {
    static let definition = ToolDefinition(
        name: "forget_memory",
        title: "Forget memory",
        description: "Retires a memory; restore_memory brings it back.",
        annotations: .overwriting
    )

    struct Input: ToolInput {
        @Argument("Its id.") var id: Int32
        @Argument("Why, in words.", .length(1...MemoryLimits.longestText)) var reason: String?
    }

    struct Output: ToolOutput {
        var id: Int32
        /// false where it was retired before.
        var forgotten: Bool
    }

    static let membersWithoutReading: Set = ["id", "forgotten"]

    let access: MemoryAccess

    func prepare(_ input: Input, context: RequestContext) async throws { _ = try await access.memory(input.id) }

    func write(
        _ prepared: Void,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        let retired = try await access.store()
            .retire([input.id], as: .forgotten, reason: input.reason, on: connection)
        return Output(id: input.id, forgotten: !retired.isEmpty)
    }
}
