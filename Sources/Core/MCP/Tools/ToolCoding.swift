import HTTP
package import JSONFormat

/// The declarations of a tool, read once: how clients see it, how its arguments are decoded and its result is encoded.
package struct ToolCoding<Declared: DeclaredTool>: Sendable {
    /// How clients see the tool.
    package let description: ToolDescription

    private let input: InputDeclaration<Declared.Input>

    /// Reads the declarations of a tool, and refuses those that no client could use.
    package init() throws(ToolDeclarationError) {
        let definition = Declared.definition
        guard (1...40).contains(definition.name.utf8.count),
            definition.name.utf8.allSatisfy({ "abcdefghijklmnopqrstuvwxyz0123456789_".utf8.contains($0) })
        else {
            throw ToolDeclarationError(
                "the tool name \"\(definition.name)\" is not 1 to 40 characters of a-z, 0-9 and _"
            )
        }
        input = try InputDeclaration()
        var description = ToolDescription(
            name: definition.name,
            title: definition.title,
            description: definition.description,
            annotations: definition.annotations,
            isLong: definition.isLong,
            scopes: definition.scopes,
            inputSchema: .object(input.schema),
            outputSchema: .object(try OutputSchema.of(Declared.Output.self)),
            view: definition.view
        )
        description.taskLifetime = definition.taskLifetime
        description.taskEndsSoon = definition.taskEndsSoon
        description.onlyWaits = definition.onlyWaits
        self.description = description
    }

    /// The input that the arguments of a call make; an error whose text names each argument that is wrong.
    package func input(from arguments: JSONObject, _ context: RequestContext) throws(ToolError) -> Declared.Input {
        try input.decode(arguments, as: context.decoding)
    }

    /// The members of the structured result.
    package func members(of output: Declared.Output) throws -> JSONObject { try OutputEncoder.encode(output) }
}
