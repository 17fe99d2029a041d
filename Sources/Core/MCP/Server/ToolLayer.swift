package import JSONFormat
import OrderedCollections

/// One call of a tool, for what stands around it.
package struct ToolInvocation: Sendable {
    /// Goes on with the call.
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

/// Something that stands around every call of a tool: limits, audit, measurement.
package protocol ToolLayer: Sendable {
    /// Does its part and goes on with `next`, or throws instead; what it throws is told as what a tool throws.
    func call(
        _ invocation: ToolInvocation,
        arguments: JSONObject,
        next: @escaping ToolInvocation.Next
    ) async throws -> ToolResult
}
