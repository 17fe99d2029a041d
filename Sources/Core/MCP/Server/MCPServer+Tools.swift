import HTTP
package import JSONFormat

extension MCPServer {
    /// A checked `tools/call` of a tool that the caller may call.
    func toolCall(
        _ request: Request,
        of tool: any ToolHandler,
        in revision: ProtocolRevision,
        from client: ClientState
    ) throws(RPCError) -> Call {
        var arguments: JSONObject
        switch request.params["arguments"] ?? .null {
        case .null: arguments = [:]
        case .object(let members): arguments = members
        default: throw .invalidParams("arguments must be an object")
        }
        if let scope = client.origin.scope { arguments = scope.completing(arguments, of: tool.description) }
        let annotations = tool.description.annotations
        return try call(
            request,
            .callTool,
            target: tool.description.name,
            in: revision,
            from: client,
            isReadOnly: annotations.readOnly,
            isRepeatable: annotations.readOnly || annotations.idempotent
                || arguments[idempotencyArgument]?.stringValue != nil
        ) { [arguments] context in
            switch try await self.runner.call(tool, arguments: arguments, context: context) {
            case .result(let result): return ResultMembers(result, in: revision)
            case .failure(let failure): return ResultMembers(.failure(failure.text), in: revision)
            case .inputRequired(let required): throw required
            case .task(let state):
                // Who says how long to wait wants the result, or else to be told where to ask for it.
                guard context.declaresTasks, (arguments[Waiting.name] ?? .null) == .null else {
                    return ResultMembers(TaskHandle(state).result, in: revision)
                }
                return ResultMembers(state.handle, .task)
            }
        }
    }
}

extension ToolResult {
    /// What is kept of a result: content that only repeats the structured result is made anew.
    package var kept: JSONObject {
        var members: JSONObject = [:]
        if !content.isEmpty { members["content"] = .array(content.map { $0.json(in: .v20260728) }) }
        members["structuredContent"] = structuredContent.map(JSON.object)
        members["isError"] = .bool(isError)
        return members
    }
}

extension ResultMembers {
    init(_ result: ToolResult, in revision: ProtocolRevision) {
        bytes = []
        let structured = result.structuredContent.map { JSON.object($0).serialized() }
        bytes.append(json: "\"content\":")
        if result.content.isEmpty, let structured {
            bytes.append(json: "[{\"type\":\"text\",\"text\":\"")
            bytes.appendEscaped(structured.span)
            bytes.append(json: "\"}]")
        } else {
            JSON.array(result.content.map { $0.json(in: revision) }).append(to: &bytes)
        }
        if let structured {
            bytes.append(json: ",\"structuredContent\":")
            bytes.append(contentsOf: structured)
        }
        bytes.append(json: result.isError ? ",\"isError\":true" : ",\"isError\":false")
    }
}
