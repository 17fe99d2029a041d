import JSONFormat
import MCP

/// Follows the work of a task, for clients that take no tasks of the protocol.
struct GetTask: Tool {
    static let definition = ToolDefinition(
        name: "get_task",
        title: "Get task",
        description: "Tells how the work of a task stands, and its result.",
        annotations: .readOnly,
        scopes: []
    ).asWaiting()

    struct Input: ToolInput {
        @Argument("As a tool answered it.") var taskId: String
        @Argument("How long to wait for the end.", .range(0...300)) var waitSeconds: Int = 0
    }

    struct Output: ToolOutput {
        var task: TaskHandle
        /// The result of the tool; absent where it has none yet.
        var result: JSONObject?
        /// What went wrong.
        var error: String?
    }

    let keeper: TaskKeeper

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let deadline = ContinuousClock.now + .seconds(input.waitSeconds)
        guard let state = try await keeper.task(input.taskId, of: context.caller, until: deadline) else {
            throw ToolError.noTask
        }
        var output = Output(task: TaskHandle(state))
        switch state.status {
        case .working, .inputRequired, .cancelled: break
        case .completed(let kept) where kept["isError"] == true: output.error = kept.texts
        case .completed(let kept):
            output.result = kept["structuredContent"]?.objectValue ?? ["text": .string(kept.texts)]
        case .failed(let error): output.error = error.message
        }
        return output
    }
}

extension ToolError {
    /// One text for tasks that are not there and for those of others.
    static let noTask = ToolError(
        "There is no such task. The tool that began the work answered its task_id, and an old one is forgotten.",
        kind: .notFound
    )
}

extension JSONObject {
    /// The texts in the content of a result.
    fileprivate var texts: String {
        guard case .array(let blocks)? = self["content"] else { return "" }
        return blocks.compactMap { $0["text"]?.stringValue }.joined(separator: "\n")
    }
}
