package import JSONFormat

/// One call of a tool, as its layers see it.
package struct ToolInvocation: Sendable {
    /// Continues with the call.
    package typealias Next = @Sendable (_ arguments: JSONObject) async throws -> ToolResult

    /// The tool.
    package let tool: ToolDescription
    /// The request that calls it.
    package let context: RequestContext

    /// A call of a tool.
    package init(tool: ToolDescription, context: RequestContext) {
        self.tool = tool
        self.context = context
    }
}

/// Wraps every call of a tool: limits, audit, measurement.
package protocol ToolLayer: Sendable {
    /// Does its part and continues with `next`, or throws; its errors are reported like those of a tool.
    func call(
        _ invocation: ToolInvocation,
        arguments: JSONObject,
        next: @escaping ToolInvocation.Next
    ) async throws -> ToolResult
}
