import HTTP
package import JSONFormat
import OrderedCollections

/// Adapts a ``Tool`` to the server: JSON in, JSON out.
package struct TypedToolHandler<Wrapped: Tool>: ToolHandler {
    /// The tool that does the work.
    package let tool: Wrapped
    /// How clients see it.
    package let description: ToolDescription

    private let input: InputDeclaration<Wrapped.Input>

    /// Reads the declarations of a tool, and refuses those that no client could use.
    package init(_ tool: Wrapped) throws(ToolDeclarationError) {
        let definition = Wrapped.definition
        guard (1...40).contains(definition.name.utf8.count),
            definition.name.utf8.allSatisfy({ "abcdefghijklmnopqrstuvwxyz0123456789_".utf8.contains($0) })
        else {
            throw ToolDeclarationError(
                "the tool name \"\(definition.name)\" is not 1 to 40 characters of a-z, 0-9 and _"
            )
        }
        self.tool = tool
        input = try InputDeclaration()
        description = ToolDescription(
            name: definition.name,
            title: definition.title,
            description: definition.description,
            annotations: definition.annotations,
            isLong: definition.isLong,
            scope: definition.scope,
            inputSchema: .object(input.schema),
            outputSchema: .object(try OutputSchema.of(Wrapped.Output.self))
        )
    }

    /// Decodes the arguments, calls the tool and encodes its result.
    ///
    /// Invalid arguments throw a ``ToolError`` whose text names each of them.
    package func call(arguments: JSONObject, context: RequestContext) async throws -> ToolResult {
        let output = try await tool.call(try input.decode(arguments, as: context.decoding), context: context)
        return ToolResult(structuredContent: try OutputEncoder.encode(output))
    }
}

extension Tool {
    /// The tool as the server calls it. A declaration that no client could use is a mistake in the program and stops
    /// it.
    package var handler: any ToolHandler {
        do {
            return try TypedToolHandler(self)
        } catch {
            preconditionFailure("\(Self.self): \(error)")
        }
    }
}
