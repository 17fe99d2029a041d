package import FoundationEssentials
import JSONFormat

/// What tells a client that work goes on, and names it, where the client takes no tasks of the protocol: in place of the
/// result, or beside it.
package struct TaskHandle: ToolOutput {
    package var taskId: String
    /// working, input_required, completed, failed or cancelled.
    package var status: String
    package var message: String?
    package var createdAt: Date
    package var updatedAt: Date

    package init(_ state: TaskState) {
        taskId = state.id
        status = state.status.name
        message = state.message
        createdAt = state.createdAt
        updatedAt = state.updatedAt
    }

    /// Its JSON Schema.
    static let schema: JSON = checkedDeclaration(of: TaskHandle.self) { () throws(ToolDeclarationError) in
        .object(try OutputSchema.of(TaskHandle.self))
    }

    /// The result that it is.
    package var result: ToolResult {
        ToolResult(structuredContent: ["task": .object((try? OutputEncoder.encode(self)) ?? [:])])
    }
}
