import TestSupport

extension StdioClient {
    /// Calls a tool with arguments that are JSON text, which may hold what the JSON of the tests cannot.
    func call(_ tool: String, text arguments: String) async throws -> Reply {
        let id: JSONValue = .string(tool)
        sendLine(
            #"{"jsonrpc":"2.0","id":"\#(tool)","method":"tools/call","params":{"name":"\#(tool)","arguments":\#(arguments)}}"#,
            asking: [id: "tools/call"]
        )
        return try await reply(to: id)
    }
}
