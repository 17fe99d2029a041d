import MCP
import Postgres

/// Ends the work of a task, for clients that take no tasks of the protocol.
struct CancelTask: WritingTool {
    static let definition = ToolDefinition(
        name: "cancel_task",
        title: "Cancel task",
        description: "Stops the work of a task; what it has stored stays.",
        annotations: .overwriting
    )

    struct Input: ToolInput {
        @Argument("As a tool answered it.") var taskId: String
    }

    struct Output: ToolOutput {
        /// Whether there was still work to stop.
        var stopping: Bool
    }

    static let membersWithoutReading: Set = ["stopping"]

    let keeper: TaskKeeper

    func write(
        _ preparation: Void,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        guard let id = TaskID(input.taskId) else { throw ToolError.noTask }
        guard let stopping = try await keeper.store.cancel(id, for: context.caller, on: connection) else {
            throw ToolError.noTask
        }
        return Output(stopping: stopping)
    }
}
