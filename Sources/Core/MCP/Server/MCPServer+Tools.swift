import Logging
import OrderedCollections

/// A checked `tools/call`, ready to run.
struct ToolCall: Sendable {
    let id: RequestID
    let name: String
    let tool: any ToolHandler
    let arguments: JSONObject
    let progressToken: RequestID?
    let revision: ProtocolRevision
}

extension MCPServer {
    func toolCall(_ request: Request, in revision: ProtocolRevision) throws(RPCError) -> ToolCall {
        guard case .string(let name)? = request.params["name"] else {
            throw .invalidParams("tools/call needs name, a string")
        }
        let arguments: JSONObject
        switch request.params["arguments"] ?? .null {
        case .null: arguments = [:]
        case .object(let members): arguments = members
        default: throw .invalidParams("arguments must be an object")
        }
        guard let tool = tools[name] else { throw .invalidParams("Unknown tool: \(name)") }
        return ToolCall(
            id: request.id,
            name: name,
            tool: tool,
            arguments: arguments,
            progressToken: request.progressToken,
            revision: revision
        )
    }

    /// Runs a tool and gives the whole response. Progress goes to `notify`, and none after this returns.
    ///
    /// A call whose task was cancelled is answered with an error; whoever cancelled because the client wished so
    /// drops that answer.
    func perform(_ call: ToolCall, notify: @escaping @Sendable ([UInt8]) -> Void) async -> [UInt8] {
        let reporter = call.progressToken.map { token in
            ProgressReporter { notify(ResponseEncoder.progress(token, $0, $1, $2)) }
        }
        defer { reporter?.close() }
        let result: ToolResult
        do {
            result = try await call.tool.call(
                arguments: call.arguments,
                context: ToolContext(requestID: call.id, reporter: reporter)
            )
        } catch {
            if Task.isCancelled { return call.stopped(hadBegun: true) }
            result = .failure(text(of: error, in: call))
        }
        return encoder.result(ResultMembers(result), of: .callTool, to: call.id, in: call.revision)
    }

    private func text(of error: any Error, in call: ToolCall) -> String {
        if let error = error as? ToolError { return error.description }
        if let text = description.describeError?(error) {
            logger.info("a tool call was refused", metadata: ["tool": "\(call.name)", "reason": "\(text)"])
            return text
        }
        logger.error("a tool failed", metadata: ["tool": "\(call.name)", "error": "\(error)"])
        return "\(call.name) failed because of a fault inside the server; its log tells more."
    }
}

extension ToolCall {
    /// The answer when the server gave the call up. Work that had begun may be done nevertheless, and where doing it
    /// twice is not the same as doing it once, that must be said.
    func stopped(hadBegun: Bool) -> [UInt8] {
        let annotations = tool.description.annotations
        let advice =
            !hadBegun || annotations.readOnly || annotations.idempotent
            ? "call again"
            : "its work may or may not have been done: look before you call again"
        let message = "The server stopped before the call was finished; \(advice)"
        return ResponseEncoder.error(.internalError(message), to: id)
    }
}

extension ResultMembers {
    init(_ result: ToolResult) {
        bytes = []
        let structured = result.structuredContent.map { JSON.object($0).serialized() }
        bytes.append(json: "\"content\":[")
        if result.content.isEmpty, let structured {
            bytes.append(json: "{\"type\":\"text\",\"text\":\"")
            bytes.appendEscaped(structured.span)
            bytes.append(json: "\"}")
        }
        for (index, block) in result.content.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            block.append(to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
        if let structured {
            bytes.append(json: ",\"structuredContent\":")
            bytes.append(contentsOf: structured)
        }
        bytes.append(json: result.isError ? ",\"isError\":true" : ",\"isError\":false")
    }
}

extension ContentBlock {
    fileprivate func append(to bytes: inout [UInt8]) {
        switch self {
        case .text(let text):
            bytes.append(json: "{\"type\":\"text\",\"text\":")
            bytes.append(jsonString: text)
            bytes.append(UInt8(ascii: "}"))
        }
    }
}
