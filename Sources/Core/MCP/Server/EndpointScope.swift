import JSONFormat

/// What an endpoint is for alone, as its path says: of `/mcp/{bank}` at `/mcp/travel` the bank `travel`.
///
/// A tool that takes an argument of this name gets it where the call leaves it out, so that work which is taken over by
/// another process means the same there. What else a call names is for the server to refuse.
package struct EndpointScope: Sendable, Hashable {
    /// The argument.
    package let name: String
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// The arguments of a tool, with its own.
    func completing(_ arguments: JSONObject, of tool: ToolDescription) -> JSONObject {
        let isGiven = (arguments[name] ?? .null) != .null
        guard !isGiven, tool.inputSchema["properties"]?[name] != nil else { return arguments }
        var arguments = arguments
        arguments[name] = .string(value)
        return arguments
    }
}
