public import JSONFormat

/// What dispatch needs of a tool; the typed tools are adapted to it.
public protocol ToolHandler: Sendable {
    /// The tool as clients see it.
    var description: ToolDescription { get set }

    /// Throws what ``call(arguments:context:)`` would throw at once, because the arguments break the schema. It does
    /// nothing.
    func check(arguments: JSONObject, context: RequestContext) throws

    /// Does the work.
    ///
    /// A thrown error becomes a ``CallFailure``. Cancelling the task must end the work soon.
    func call(arguments: JSONObject, context: RequestContext) async throws -> ToolResult
}

extension ToolHandler {
    /// All arguments may do.
    public func check(arguments: JSONObject, context: RequestContext) throws {}
}
