public import JSONFormat

/// What dispatch needs of a tool; the typed tools are adapted to it.
public protocol ToolHandler: Sendable {
    /// The tool as clients see it.
    var description: ToolDescription { get set }

    /// Does the work.
    ///
    /// A thrown error becomes a ``CallFailure``. Cancelling the task must end the work soon.
    func call(arguments: JSONObject, context: RequestContext) async throws -> ToolResult
}
