import MCP
import Postgres
import ServerKit

struct RestoreMemory: WritingTool {
    static let definition = ToolDefinition(
        name: "restore_memory",
        title: "Restore memory",
        description: "Brings back a retired memory; what took its place stays.",
        annotations: .overwriting
    )

    struct Input: ToolInput {
        @Argument("Its id.") var id: Int32
    }

    struct Output: ToolOutput {
        var id: Int32
        /// false where it was not retired.
        var restored: Bool
    }

    static let membersWithoutReading: Set = ["id", "restored"]

    let access: MemoryAccess

    func prepare(_ input: Input, context: RequestContext) async throws { _ = try await access.memory(input.id) }

    func write(
        _ prepared: Void,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        Output(id: input.id, restored: try await access.store().restore(input.id, on: connection))
    }
}
