import HTTP
import JSONFormat

extension MCPServer {
    func promptList(for caller: Caller) -> ResultMembers {
        ResultMembers(["prompts": .array(prompts(for: caller).map(\.description.json))])
    }

    private func prompts(for caller: Caller) -> [any PromptHandler] {
        caller.scopes.contains(.read) ? description.prompts : []
    }

    func promptCall(
        _ request: Request,
        in revision: ProtocolRevision,
        from client: ClientState
    ) throws(RPCError) -> Call {
        let name = try request.requiredText("name")
        guard let prompt = prompts(for: client.origin.caller).first(where: { $0.description.name == name }) else {
            throw .invalidParams("Unknown prompt: \(name)")
        }
        let arguments = try request.texts("arguments", in: request.params)
        return try call(request, .getPrompt, target: name, in: revision, from: client) { context in
            let messages = try await prompt.messages(arguments, context: context).map { message -> JSON in
                ["role": .string(message.role.rawValue), "content": message.content.json(in: revision)]
            }
            return ResultMembers([
                "description": .string(prompt.description.description), "messages": .array(messages),
            ])
        }
    }

    /// Whether anything of this server can be completed.
    var hasCompletions: Bool {
        !description.prompts.isEmpty || description.resources.contains { !$0.templates.isEmpty }
    }

    func completion(
        _ request: Request,
        in revision: ProtocolRevision,
        from client: ClientState
    ) throws(RPCError) -> Call {
        guard let reference = request.params["ref"]?.objectValue, let kind = reference["type"]?.stringValue else {
            throw .invalidParams(
                "completion/complete needs ref: {\"type\":\"ref/prompt\",\"name\":…} or {\"type\":\"ref/resource\",\"uri\":…}"
            )
        }
        guard let argument = request.params["argument"]?.objectValue, let name = argument["name"]?.stringValue,
            let value = argument["value"]?.stringValue
        else { throw .invalidParams("completion/complete needs argument: {\"name\":…,\"value\":…}, both strings") }
        let others = try request.texts("arguments", in: request.params["context"]?.objectValue ?? [:])
        let wanted = CompletionRequest(argument: name, value: value, others: others)
        let caller = client.origin.caller

        switch kind {
        case "ref/prompt":
            let prompt = prompts(for: caller).first { $0.description.name == reference["name"]?.stringValue }
            guard let prompt else {
                throw .invalidParams("Unknown prompt: \(reference["name"]?.stringValue ?? "no name given")")
            }
            return try call(request, .complete, in: revision, from: client) { _ in
                try await prompt.complete(wanted).members
            }
        case "ref/resource":
            let uri = reference["uri"]?.stringValue
            for provider in description.resources where caller.scopes.contains(.read) {
                guard let template = provider.templates.first(where: { $0.uriTemplate.text == uri }) else { continue }
                return try call(request, .complete, in: revision, from: client) { _ in
                    try await provider.complete(wanted, of: template).members
                }
            }
            throw .invalidParams("Unknown resource template: \(uri ?? "no uri given")")
        default:
            throw .invalidParams("ref.type must be ref/prompt or ref/resource (got \(kind))")
        }
    }
}

extension Request {
    /// A parameter that is an object of strings; none where it is absent. A member that is null is not given.
    fileprivate func texts(_ name: String, in params: JSONObject) throws(RPCError) -> [String: String] {
        let members: JSONObject
        switch params[name] ?? .null {
        case .null: members = [:]
        case .object(let object): members = object
        default: throw .invalidParams("\(name) must be an object of strings")
        }
        var texts: [String: String] = [:]
        for (key, value) in members where value != .null {
            guard case .string(let text) = value else { throw .invalidParams("\(name).\(key) must be a string") }
            texts[key] = text
        }
        return texts
    }
}
