import JSONFormat

/// The argument that every tool whose work may outlast its call takes besides its own.
struct Waiting: ToolInput {
    @Argument("How long to wait; 2 by default.", .range(0...300)) var waitSeconds: Int?

    static let name = "wait_seconds"

    /// How long a call waits where its caller does not say.
    static let patience = Duration.seconds(2)

    private static let declaration = checkedDeclaration(of: Waiting.self) { () throws(ToolDeclarationError) in
        try InputDeclaration<Waiting>()
    }

    /// Takes the argument out of those of the tool.
    ///
    /// - Returns: How long the caller waits; nil where it does not say.
    static func take(from arguments: inout JSONObject, _ context: RequestContext) throws(ToolError) -> Duration? {
        guard let given = arguments[name] else { return nil }
        arguments[name] = nil
        return try declaration.decode([name: given], as: context.decoding).waitSeconds.map { .seconds($0) }
    }

    /// Its JSON Schema.
    static var schema: JSON { declaration.schema["properties"]?[name] ?? [:] }
}

extension ToolDescription {
    /// The tool as clients see it where its work may outlast the call: one schema is that of the result and of the task
    /// that may stand in its place.
    package var outlastingItsCall: ToolDescription {
        var description = self
        description.inputSchema = inputSchema.adding(Waiting.schema, as: Waiting.name)
        // Clients refuse results without structure of tools that promise one.
        if var output = outputSchema?.adding(TaskHandle.schema, as: "task").objectValue {
            output["required"] = nil
            description.outputSchema = .object(output)
        }
        return description
    }
}

extension JSON {
    /// The schema of an object with one more property.
    fileprivate func adding(_ property: JSON, as name: String) -> JSON {
        var members = objectValue ?? [:]
        var properties = members["properties"]?.objectValue ?? [:]
        properties[name] = property
        members["properties"] = .object(properties)
        return .object(members)
    }
}
