import HTTP
import HTTPTypes
import JSONFormat
import OrderedCollections

extension HTTPResponder {
    /// What becomes of a body: which revision it speaks, and what that revision says to it.
    func outcome(of bytes: [UInt8], _ incoming: inout IncomingRequest) throws(HTTPRefusal) -> HTTPOutcome {
        let value: JSON
        do {
            value = try JSON(parsing: bytes)
        } catch {
            throw HTTPRefusal(.badRequest, RPCError(code: -32700, message: "The body is not JSON: \(error)"))
        }
        let header = try RevisionHeader(incoming.fields)
        if case .array(let elements) = value { return try batch(elements, header, incoming) }
        switch Message(value) {
        case .request(let request):
            incoming.record.method = request.method
            incoming.record.id = request.id
            return request.claimsRevision
                ? try stateless(request, header, incoming) : try handshake(request, header, incoming)
        case .notification(let method, let params):
            incoming.record.method = method
            try check(params, header)
            return .reply(HTTPReply(.accepted))
        case .refused(let id, let error):
            incoming.record.id = id
            // Bad parameters are the answer to a request; without a method there was none.
            let isAnswer = error.code == -32602 && header.handshakeRevision != nil
            throw HTTPRefusal(isAnswer ? .ok : .badRequest, error, to: id)
        case .ignored(let reason):
            if header.handshakeRevision != nil, value.isResponse { return .reply(HTTPReply(.accepted)) }
            throw HTTPRefusal(
                .badRequest,
                .invalidRequest("Not a request: \(reason)"),
                to: value["id"].flatMap(RequestID.init)
            )
        }
    }

    // MARK: Requests that name their revision

    private func stateless(
        _ request: Request,
        _ header: RevisionHeader,
        _ incoming: IncomingRequest
    ) throws(HTTPRefusal) -> HTTPOutcome {
        do throws(RPCError) {
            let revision: Result<ProtocolRevision, RPCError>
            do throws(RPCError) {
                revision = .success(try request.claimedRevision())
            } catch {
                // That the members are missing goes before what the headers say, and that before an unknown revision.
                guard error.code == -32022 else { throw error }
                revision = .failure(error)
            }
            let headers = MirroredHeaders(fields: incoming.fields)
            try headers.check(request, version: request.claimedVersion, header: header)
            _ = try revision.get()
        } catch {
            throw HTTPRefusal(.badRequest, error, to: request.id)
        }
        // On a pipe a handshake is one even so; here nothing would remember it.
        guard request.method != Method.initialize.rawValue else {
            throw HTTPRefusal(.notFound, .unknownMethod(request.method), to: request.id)
        }
        try checkScope(request, incoming)
        return dispatch(request, from: client(incoming), era: .stateless)
    }

    // MARK: Requests of clients that shook hands

    private func handshake(
        _ request: Request,
        _ header: RevisionHeader,
        _ incoming: IncomingRequest
    ) throws(HTTPRefusal) -> HTTPOutcome {
        guard let revision = header.handshakeRevision else {
            throw HTTPRefusal(.badRequest, withoutClaim(request, header), to: request.id)
        }
        try checkScope(request, incoming)
        return dispatch(request, from: client(incoming, revision), era: .handshake)
    }

    /// The error for a request whose header names a revision that must be named in the request too.
    private func withoutClaim(_ request: Request, _ header: RevisionHeader) -> RPCError {
        let stated = header.value ?? ""
        if case .stateless = header, request.method == Method.initialize.rawValue {
            return .headerMismatch("The header MCP-Protocol-Version is \(stated), which has no initialize")
        }
        let keys = [MetaKey.protocolVersion, MetaKey.clientCapabilities]
        let missing = keys.filter { request.params["_meta"]?[$0] == nil }.joined(separator: " and ")
        return .invalidParams(
            "With MCP-Protocol-Version \(stated) a request needs \(missing) in _meta; "
                + "clients that begin with initialize name the revision they agreed on"
        )
    }

    // MARK: Notifications

    private func check(_ params: JSONObject, _ header: RevisionHeader) throws(HTTPRefusal) {
        let claim = params["_meta"]?[MetaKey.protocolVersion]
        switch (claim, header) {
        case (nil, .unknown(let value)):
            throw HTTPRefusal(.badRequest, .invalidRequest("MCP-Protocol-Version \(value) is not known here"))
        case (nil, _), (_, .absent):
            // Headers are for requests.
            break
        case (let claim?, _):
            guard claim.stringValue == header.value else {
                throw HTTPRefusal(.badRequest, .headerMismatch("MCP-Protocol-Version and _meta name two revisions"))
            }
            if case .stateless = header { break }
            throw HTTPRefusal(.badRequest, .unsupportedVersion(header.value ?? ""))
        }
    }

    // MARK: Batches

    private func batch(
        _ elements: [JSON],
        _ header: RevisionHeader,
        _ incoming: IncomingRequest
    ) throws(HTTPRefusal) -> HTTPOutcome {
        guard let revision = header.handshakeRevision, revision.acceptsBatches else {
            throw HTTPRefusal(
                .badRequest,
                .invalidRequest(
                    "Send one message at a time; only \(ProtocolRevision.v20250326.version) has arrays of them"
                )
            )
        }
        guard elements.count <= configuration.limits.batchMessages else {
            throw HTTPRefusal(
                .badRequest,
                .invalidRequest("An array may hold at most \(configuration.limits.batchMessages) messages")
            )
        }
        let messages = elements.map(Message.init)
        guard !messages.isEmpty, !messages.contains(where: { $0.isHandshake || $0.claimsRevision }) else {
            throw HTTPRefusal(
                .badRequest,
                .invalidRequest("An array must hold messages, no initialize, and none that names its own revision")
            )
        }
        let client = client(incoming, revision)
        var calls: [Call] = []
        var answers: [[UInt8]] = []
        for (element, message) in zip(elements, messages) {
            switch message {
            case .request(let request):
                switch server.dispatch(request, from: client) {
                case .answer(let bytes): answers.append(bytes)
                case .error(let error): answers.append(ResponseEncoder.error(error, to: request.id))
                case .call(let call): calls.append(call)
                case .listen: break
                }
            case .notification: break
            case .refused(let id, let error): answers.append(ResponseEncoder.error(error, to: id))
            case .ignored(let reason):
                guard !element.isResponse else { continue }
                let id = element["id"].flatMap(RequestID.init)
                answers.append(ResponseEncoder.error(.invalidRequest("Not a request: \(reason)"), to: id))
            }
        }
        if calls.isEmpty, answers.isEmpty { return .reply(HTTPReply(.accepted)) }
        return .batch(calls, answers: answers)
    }

    // MARK: Dispatch

    private func client(_ incoming: IncomingRequest, _ revision: ProtocolRevision? = nil) -> ClientState {
        let client = ClientState(.init(caller: incoming.caller, canBePushed: false, trace: incoming.trace))
        client.revision = revision
        return client
    }

    private func dispatch(_ request: Request, from client: ClientState, era: ProtocolRevision.Era) -> HTTPOutcome {
        switch server.dispatch(request, from: client) {
        case .answer(let bytes): return .reply(HTTPReply(json: bytes))
        case .error(let error):
            let status = HTTPResponse.Status(code: era.status(of: error.code))
            return .reply(HTTPReply(status, json: ResponseEncoder.error(error, to: request.id), code: error.code))
        case .call(let call): return .call(call)
        case .listen(let listen): return .listen(listen)
        }
    }

    /// A tool that the caller may not call is not there for it, but one that can get a token for more must be told so.
    private func checkScope(_ request: Request, _ incoming: IncomingRequest) throws(HTTPRefusal) {
        guard let authorization, request.method == Method.callTool.rawValue,
            let name = request.params["name"]?.stringValue, let tool = server.tools[name]
        else { return }
        let scope = tool.description.scope
        guard incoming.caller.scopes.contains(scope) else {
            throw authorization.insufficient(
                scope,
                of: incoming.caller,
                "The tool \(name) needs the scope \(scope.rawValue), which the token does not have",
                to: request.id
            )
        }
    }
}

extension Request {
    /// The revision the request names, as text; empty where it is none.
    fileprivate var claimedVersion: String { params["_meta"]?[MetaKey.protocolVersion]?.stringValue ?? "" }
}

extension JSON {
    /// Whether this answers a request, of which the server has made none.
    fileprivate var isResponse: Bool {
        self["jsonrpc"] == "2.0" && self["method"] == nil && (self["result"] != nil || self["error"] != nil)
    }
}
