package import HTTP
package import JSONFormat

/// Keeps the work of tools that outlasts their calls.
package protocol TaskKeeping: Sendable {
    /// Begins the work of a call, and waits for it.
    ///
    /// - Returns: Its outcome, or a task where it goes on for longer than the call's patience.
    func outcome(of call: LongCall) async throws -> ToolRunner.Outcome

    /// A task of the caller. One that is another caller's, or expired, is missing like one that never was.
    func task(_ id: String, of caller: Caller) async throws -> TaskState?

    /// Gives answers to the questions of a task; those to unknown or answered questions are ignored.
    ///
    /// - Returns: Whether the caller has such a task.
    func answer(_ id: String, with responses: JSONObject, from caller: Caller) async throws -> Bool

    /// Asks for the end of a task. It may end in another way nevertheless.
    ///
    /// - Returns: Whether the caller has such a task.
    func cancel(_ id: String, for caller: Caller) async throws -> Bool
}

/// A call of a tool whose work may outlast it.
package struct LongCall: Sendable {
    package let handler: any ToolHandler
    package let arguments: JSONObject
    package let context: RequestContext
    /// How long the caller waits for the result.
    package let patience: Duration
    /// Does the work.
    package let work: @Sendable (RequestContext) async throws -> ToolRunner.Outcome

    package init(
        handler: any ToolHandler,
        arguments: JSONObject,
        context: RequestContext,
        patience: Duration,
        work: @escaping @Sendable (RequestContext) async throws -> ToolRunner.Outcome
    ) {
        self.handler = handler
        self.arguments = arguments
        self.context = context
        self.patience = patience
        self.work = work
    }

    package var tool: ToolDescription { handler.description }
}
