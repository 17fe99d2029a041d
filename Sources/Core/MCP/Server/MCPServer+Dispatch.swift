import Async
import HTTP
import JSONFormat
import Text

/// What dispatch decides about a request.
enum Dispatch {
    /// A whole message, to be sent now.
    case answer([UInt8])
    /// An error; the transport may have more to do with it than to send it.
    case error(RPCError)
    /// Refused because the caller may not call the tool. The caller need not learn that the tool exists.
    case forbidden(ToolDescription)
    /// Work that takes time; ``MCPServer/perform(_:notify:)`` does it.
    case call(Call)
    /// A stream of notifications; ``MCPServer/serve(_:send:)`` feeds it.
    case listen(Listen)
}

extension MCPServer {
    /// Answers a request in the revision that it names, or else in its client's. Never blocks.
    func dispatch(_ request: Request, from client: ClientState) -> Dispatch {
        do throws(RPCError) {
            return dispatch(request, in: try revision(of: request, from: client), from: client)
        } catch {
            return .error(error)
        }
    }

    /// Answers a request, or says what work it takes. Never blocks.
    func dispatch(_ request: Request, in revision: ProtocolRevision, from client: ClientState) -> Dispatch {
        do throws(RPCError) {
            guard let method = Method(rawValue: request.method), revision.methods.contains(method),
                serves(method, in: revision)
            else {
                throw .unknownMethod(request.method)
            }
            return try dispatch(request, as: method, in: revision, from: client)
        } catch {
            return .error(error)
        }
    }

    /// The revision one request is served in. A connection is never bound to an era: clients probe with
    /// `server/discover` and then shake hands, or the other way round. `initialize` is a handshake even with a claim.
    private func revision(of request: Request, from client: ClientState) throws(RPCError) -> ProtocolRevision {
        if request.claimsRevision, request.method != Method.initialize.rawValue {
            return try request.claimedRevision()
        }
        return client.revision ?? .negotiated(asked: nil)
    }

    /// Whether this server has what a method is about. Clients of the handshake revisions ask for lists whatever is
    /// declared, and some give up on an error, so they get empty lists.
    private func serves(_ method: Method, in revision: ProtocolRevision) -> Bool {
        switch method {
        case .initialize, .ping, .discover, .listTools, .callTool: true
        case .listResources, .listResourceTemplates: revision.era == .handshake || !description.resources.isEmpty
        case .listPrompts: revision.era == .handshake || !description.prompts.isEmpty
        case .readResource, .subscribe, .unsubscribe: !description.resources.isEmpty
        case .getPrompt: !description.prompts.isEmpty
        case .complete: hasCompletions
        case .setLogLevel: description.hasLogging
        case .listen: description.notifies
        case .getTask, .updateTask, .cancelTask: description.tasks != nil
        }
    }

    private func dispatch(
        _ request: Request,
        as method: Method,
        in revision: ProtocolRevision,
        from client: ClientState
    ) throws(RPCError) -> Dispatch {
        let members: ResultMembers
        switch method {
        case .initialize:
            let revision = ProtocolRevision.negotiated(asked: request.params["protocolVersion"]?.stringValue)
            client.revision = revision
            members = ResultMembers([
                "protocolVersion": .string(revision.version),
                "capabilities": .object(capabilities(in: revision, pushed: client.origin.canBePushed)),
                "serverInfo": .object(Self.serverInfo(description)),
                "instructions": .string(description.instructions),
            ])
        case .ping:
            members = .none
        case .discover:
            members = ResultMembers([
                "supportedVersions": .array(ProtocolRevision.stateless.map { .string($0.version) }),
                "capabilities": .object(capabilities(in: revision, pushed: true)),
                "instructions": .string(description.instructions),
            ])
        case .listTools:
            members = try onlyPage(runner.tools.list(for: client.origin.caller.scopes), for: request)
        case .listResourceTemplates:
            members = try onlyPage(resourceTemplates(for: client.origin.caller), for: request)
        case .listPrompts:
            members = try onlyPage(promptList(for: client.origin.caller), for: request)
        case .setLogLevel:
            guard let level = request.params["level"]?.stringValue.flatMap(LogLevel.init) else {
                let known = LogLevel.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalidParams("level must be one of \(known)")
            }
            client.logLevel = level
            members = .none
        case .unsubscribe:
            let uri = try request.requiredText("uri")
            let name = BytewiseString(uri)
            if let subscriber = client.subscriber, let removed = subscriber.change({ $0.uris.remove(name) }) {
                subscriber.memory?.shrink(by: Self.subscriptionBytes(of: removed.text))
            }
            members = .none
        case .callTool:
            let name = try request.requiredText("name")
            guard let tool = runner.tools[name] else { throw .unknownTool(name) }
            guard tool.description.scopes.isSubset(of: client.origin.caller.scopes) else {
                return .forbidden(tool.description)
            }
            return .call(try toolCall(request, of: tool, in: revision, from: client))
        case .listResources: return .call(try resourceList(request, in: revision, from: client))
        case .readResource: return .call(try resourceRead(request, in: revision, from: client))
        case .subscribe: return .call(try subscription(request, in: revision, from: client))
        case .getPrompt: return .call(try promptCall(request, in: revision, from: client))
        case .complete: return .call(try completion(request, in: revision, from: client))
        case .listen: return .listen(try listen(request, from: client.origin.caller))
        case .getTask: return .call(try taskRead(request, in: revision, from: client))
        case .updateTask: return .call(try taskUpdate(request, in: revision, from: client))
        case .cancelTask: return .call(try taskCancellation(request, in: revision, from: client))
        }
        return .answer(encoder.result(members, of: method, to: request.id, in: revision, isShared: isShared(client)))
    }

    /// Whether an answer is the same for every caller, not only for those with the same scopes.
    func isShared(_ client: ClientState) -> Bool { client.origin.caller == .local }

    /// The server's capabilities; clients it can push to also learn which notifications it sends.
    private func capabilities(in revision: ProtocolRevision, pushed: Bool) -> JSONObject {
        let changing = description.changes
        var capabilities: JSONObject = ["tools": .object(changing.tools && pushed ? ["listChanged": true] : [:])]
        if !description.resources.isEmpty {
            let told = changing.resources && pushed
            capabilities["resources"] = .object(told ? ["subscribe": true, "listChanged": true] : [:])
        }
        if !description.prompts.isEmpty {
            capabilities["prompts"] = .object(changing.prompts && pushed ? ["listChanged": true] : [:])
        }
        if hasCompletions { capabilities["completions"] = [:] }
        if description.hasLogging { capabilities["logging"] = [:] }
        if revision.era == .stateless, !description.extensions.isEmpty {
            capabilities["extensions"] = .object(description.extensions)
        }
        return capabilities
    }

    /// A list that is one page: no cursor was ever handed out, so none is valid.
    private func onlyPage(_ page: ResultMembers, for request: Request) throws(RPCError) -> ResultMembers {
        guard try request.cursor() == nil else {
            throw .invalidParams("Unknown cursor: the list is one page; ask again without a cursor")
        }
        return page
    }
}
