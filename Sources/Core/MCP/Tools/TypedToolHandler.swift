package import JSONFormat

/// Adapts a ``Tool`` to the server: JSON in, JSON out.
package struct TypedToolHandler<Wrapped: Tool>: ToolHandler {
    /// The tool that does the work.
    package let tool: Wrapped

    private let coding: ToolCoding<Wrapped>

    /// Reads the declarations of a tool, and refuses those that no client could use.
    package init(_ tool: Wrapped) throws(ToolDeclarationError) {
        self.tool = tool
        coding = try ToolCoding()
        description = coding.description
    }

    /// How clients see it.
    package var description: ToolDescription

    /// Decodes the arguments.
    package func check(arguments: JSONObject, context: RequestContext) throws {
        _ = try coding.input(from: arguments, context)
    }

    /// Decodes the arguments, calls the tool and encodes its result.
    ///
    /// Invalid arguments throw a ``ToolError`` whose text names each of them.
    package func call(arguments: JSONObject, context: RequestContext) async throws -> ToolResult {
        let output = try await tool.call(try coding.input(from: arguments, context), context: context)
        return ToolResult(structuredContent: try coding.members(of: output))
    }
}

extension Tool {
    /// The tool as the server calls it. A declaration that no client could use is a mistake in the program and stops
    /// it.
    package var handler: any ToolHandler {
        checkedDeclaration(of: Self.self) { () throws(ToolDeclarationError) in try TypedToolHandler(self) }
    }
}
