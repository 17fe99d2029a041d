import HTTP
import JSONFormat
import OrderedCollections

extension MCPServer {
    /// A checked `tools/call`. A tool that the caller may not call is not there for it.
    func toolCall(
        _ request: Request,
        in revision: ProtocolRevision,
        from client: ClientState
    ) throws(RPCError) -> Call {
        let name = try request.requiredText("name")
        let arguments: JSONObject
        switch request.params["arguments"] ?? .null {
        case .null: arguments = [:]
        case .object(let members): arguments = members
        default: throw .invalidParams("arguments must be an object")
        }
        guard let tool = tools[name], client.origin.caller.scopes.contains(tool.description.scope) else {
            throw .invalidParams("Unknown tool: \(name)")
        }
        let annotations = tool.description.annotations
        return try call(
            request,
            .callTool,
            target: name,
            in: revision,
            from: client,
            isRepeatable: annotations.readOnly || annotations.idempotent
        ) { context in
            let result = try await self.result(of: tool, arguments, context, revision)
            return ResultMembers(result, in: revision)
        }
    }

    /// Calls a tool with what the server puts around each call. A failure is a result; what ends the request otherwise
    /// is thrown.
    private func result(
        of tool: any ToolHandler,
        _ arguments: JSONObject,
        _ context: RequestContext,
        _ revision: ProtocolRevision
    ) async throws -> ToolResult {
        var next: ToolInvocation.Next = { try await tool.call(arguments: $0, context: context) }
        for layer in description.layers.reversed() {
            let inner = next
            let invocation = ToolInvocation(tool: tool.description, context: context)
            next = { try await layer.call(invocation, arguments: $0, next: inner) }
        }
        do {
            return try await next(arguments)
        } catch let error as InputRequired {
            throw error
        } catch let error as RPCError {
            throw error
        } catch {
            if Task.isCancelled { throw error }
            return .failure(text(of: error, in: tool.description.name))
        }
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
