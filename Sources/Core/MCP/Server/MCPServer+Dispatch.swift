import OrderedCollections
import Synchronization

/// What the server remembers of one connected client: only what shapes its answers.
final class ClientState: Sendable {
    private let negotiated = Mutex<ProtocolRevision?>(nil)

    /// The revision of the last handshake, or nil before one.
    var revision: ProtocolRevision? {
        get { negotiated.withLock { $0 } }
        set { negotiated.withLock { $0 = newValue } }
    }
}

/// What becomes of a request.
enum Dispatch {
    /// A whole message, to be sent now.
    case answer([UInt8])
    /// No result; the transport may have more to do with an error than to send it.
    case error(RPCError)
    /// Work that takes time; ``MCPServer/perform(_:notify:)`` does it.
    case call(ToolCall)
}

extension MCPServer {
    /// Answers a request, or says what work it takes. Never blocks.
    func dispatch(_ request: Request, from client: ClientState) -> Dispatch {
        do throws(RPCError) {
            let revision = try revision(of: request, from: client)
            guard let method = Method(rawValue: request.method), revision.methods.contains(method) else {
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
                "capabilities": capabilities,
                "serverInfo": .object(Self.serverInfo(description)),
                "instructions": .string(description.instructions),
            ])
        case .ping:
            members = .none
        case .discover:
            members = ResultMembers([
                "supportedVersions": .array(ProtocolRevision.stateless.map { .string($0.version) }),
                "capabilities": capabilities,
                "instructions": .string(description.instructions),
            ])
        case .listTools:
            members = try onlyPage(tools.list, for: request)
        case .callTool:
            return .call(try toolCall(request, in: revision))
        case .listResources:
            members = try onlyPage(ResultMembers(["resources": []]), for: request)
        case .listResourceTemplates:
            members = try onlyPage(ResultMembers(["resourceTemplates": []]), for: request)
        case .listPrompts:
            members = try onlyPage(ResultMembers(["prompts": []]), for: request)
        }
        return .answer(encoder.result(members, of: method, to: request.id, in: revision))
    }

    private var capabilities: JSON { ["tools": [:]] }

    /// Every list is one page, so that no cursor was ever given out and none is good.
    private func onlyPage(_ page: ResultMembers, for request: Request) throws(RPCError) -> ResultMembers {
        switch request.params["cursor"] ?? .null {
        case .null: return page
        case .string: throw .invalidParams("Unknown cursor: the list is one page; ask again without a cursor")
        default: throw .invalidParams("cursor must be a string")
        }
    }
}
