import Async
import HTTP
import HTTPTypes
import JSONFormat

extension MCPEndpoint {
    /// Handles a body: finds the revision that it uses, and what that revision makes of it.
    func outcome(of bytes: [UInt8], _ exchange: Exchange) throws(Refusal) -> MessageOutcome {
        let memory: ByteReservation
        do throws(ByteBudgetExceeded) {
            memory = try server.reserveMemory(for: bytes.span, from: caller(exchange).name)
        } catch {
            throw unread(Refusal(HTTPProblem(error)), bytes, exchange)
        }
        let value: JSON
        do throws(JSONSyntaxError) {
            value = try JSON(parsing: bytes)
        } catch {
            throw unread(Refusal(.badRequest, .unreadable(error)), bytes, exchange)
        }
        let header = try RevisionHeader(exchange.fields)
        if case .array(let elements) = value {
            return try batch(elements, of: bytes.span, memory, header, exchange)
        }
        switch Message(value, in: bytes.span).holding(memory) {
        case .request(let request):
            exchange.note {
                $0.operation = request.method
                $0.requestID = request.id.description
            }
            return request.claimsRevision
                ? try stateless(request, header, exchange) : try handshake(request, header, exchange)
        case .notification(let method, let params):
            exchange.note { $0.operation = method }
            try check(params, header)
            return .reply(WholeReply(.accepted))
        case .refused(let id, let error):
            exchange.note { $0.requestID = id.description }
            // Invalid parameters answer a request; without a method there was no request.
            let isAnswer = error.code == -32602 && header.handshakeRevision != nil
            throw Refusal(isAnswer ? .ok : .badRequest, error, to: id)
        case .ignored(let reason):
            if header.handshakeRevision != nil, value.isResponse { return .reply(WholeReply(.accepted)) }
            throw Refusal(
                .badRequest,
                .invalidRequest("Not a request: \(reason)"),
                to: value["id"].flatMap(RequestID.init)
            )
        }
    }

    /// A refusal of a body that is not read, to the requests in it.
    private func unread(_ refusal: Refusal, _ bytes: [UInt8], _ exchange: Exchange) -> Refusal {
        let envelope = EnvelopeScanner(bytes.span)
        var refusal = refusal
        if !envelope.isBatch {
            refusal.id = envelope.requestID
        } else if let header = try? RevisionHeader(exchange.fields), header.handshakeRevision?.acceptsBatches == true {
            let ids = envelope.requestIDs
            // Of what no batch may hold, the answer is one.
            if ids.count <= batchLimits.messages { refusal.batchIDs = ids }
        }
        return refusal
    }

    // MARK: Requests that name their revision

    private func stateless(
        _ request: Request,
        _ header: RevisionHeader,
        _ exchange: Exchange
    ) throws(Refusal) -> MessageOutcome {
        let revision: ProtocolRevision
        do throws(RPCError) {
            let claimed: Result<ProtocolRevision, RPCError>
            do throws(RPCError) {
                claimed = .success(try request.claimedRevision())
            } catch {
                // Missing members take precedence over wrong headers, and wrong headers over an unknown revision.
                guard error.code == -32022 else { throw error }
                claimed = .failure(error)
            }
            let headers = MirroredHeaders(fields: exchange.fields)
            try headers.check(request, version: request.claimedVersion, header: header)
            revision = try claimed.get()
        } catch {
            throw Refusal(.badRequest, error, to: request.id)
        }
        // Over stdio this would still be a handshake; here nothing would remember it.
        guard request.method != Method.initialize.rawValue else {
            throw Refusal(.notFound, .unknownMethod(request.method), to: request.id)
        }
        return try dispatch(request, in: revision, exchange)
    }

    // MARK: Requests of clients that shook hands

    private func handshake(
        _ request: Request,
        _ header: RevisionHeader,
        _ exchange: Exchange
    ) throws(Refusal) -> MessageOutcome {
        guard let revision = header.handshakeRevision else {
            throw Refusal(.badRequest, withoutClaim(request, header), to: request.id)
        }
        return try dispatch(request, in: revision, exchange)
    }

    /// The error for a request whose header names a revision that the request itself must name too.
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

    private func check(_ params: JSONObject, _ header: RevisionHeader) throws(Refusal) {
        let claim = params["_meta"]?[MetaKey.protocolVersion]
        switch (claim, header) {
        case (nil, .unknown(let value)):
            throw Refusal(.badRequest, .invalidRequest("MCP-Protocol-Version \(value) is not known here"))
        case (nil, _), (_, .absent):
            // Only requests need the headers.
            break
        case (let claim?, _):
            guard claim.stringValue == header.value else {
                throw Refusal(.badRequest, .headerMismatch("MCP-Protocol-Version and _meta name different revisions"))
            }
            if case .stateless = header { break }
            throw Refusal(.badRequest, .unsupportedVersion(header.value ?? ""))
        }
    }

    // MARK: Batches

    private func batch(
        _ elements: [JSON],
        of text: Span<UInt8>,
        _ memory: ByteReservation,
        _ header: RevisionHeader,
        _ exchange: Exchange
    ) throws(Refusal) -> MessageOutcome {
        guard let revision = header.handshakeRevision, revision.acceptsBatches else {
            throw Refusal(.badRequest, .unexpectedBatch)
        }
        guard elements.count <= batchLimits.messages else {
            throw Refusal(
                .badRequest,
                .invalidRequest("An array may hold at most \(batchLimits.messages) messages")
            )
        }
        let messages = Message.batch(elements, in: text).map { $0.holding(memory) }
        guard !messages.isEmpty, !messages.contains(where: { $0.isHandshake || $0.claimsRevision }) else {
            throw Refusal(
                .badRequest,
                .invalidRequest("An array must hold messages, no initialize, and none that names its own revision")
            )
        }
        let client = client(exchange)
        var calls: [Call] = []
        var answers: [Response] = []
        for (element, message) in zip(elements, messages) {
            switch message {
            case .request(let request):
                switch server.dispatch(request, in: revision, from: client) {
                case .answer(let bytes): answers.append(Response(bytes))
                case .error(let error): answers.append(Response(error, to: request.id))
                case .forbidden(let tool):
                    answers.append(Response(.unknownTool(tool.name), to: request.id))
                case .call(let call): calls.append(call)
                case .listen: break
                }
            case .notification: break
            case .refused(let id, let error): answers.append(Response(error, to: id))
            case .ignored(let reason):
                guard !element.isResponse else { continue }
                let id = element["id"].flatMap(RequestID.init)
                answers.append(Response(.invalidRequest("Not a request: \(reason)"), to: id))
            }
        }
        if calls.isEmpty, answers.isEmpty { return .reply(WholeReply(.accepted)) }
        return .batch(calls, answers: answers)
    }

    // MARK: Dispatch

    private func caller(_ exchange: Exchange) -> Caller {
        guard let caller = exchange.caller else { preconditionFailure("the route of MCP asks for a caller") }
        return caller
    }

    private func client(_ exchange: Exchange) -> ClientState {
        ClientState(
            .init(caller: caller(exchange), canBePushed: false, trace: exchange.trace, scope: scope(of: exchange))
        )
    }

    private func scope(of exchange: Exchange) -> EndpointScope? {
        guard let scopedBy else { return nil }
        let rest = exchange.path.dropFirst(path.count + 1)
        guard let segment = rest.split(separator: "/").first, let value = PercentEncoding.decode(segment) else {
            return nil
        }
        return EndpointScope(name: scopedBy, value: value)
    }

    private func dispatch(
        _ request: Request,
        in revision: ProtocolRevision,
        _ exchange: Exchange
    ) throws(Refusal) -> MessageOutcome {
        switch server.dispatch(request, in: revision, from: client(exchange)) {
        case .answer(let bytes): return .reply(WholeReply(json: bytes))
        case .error(let error):
            let status = HTTPResponse.Status(code: revision.era.status(of: error.code))
            return .reply(WholeReply(status, json: ResponseEncoder.error(error, to: request.id), code: error.code))
        case .forbidden(let tool):
            // A client that can get a token with more scopes must be told so.
            let missing = tool.scopes.subtracting(exchange.caller?.scopes ?? [])
            let message = "The tool \(tool.name) needs \(missing.inWords), which the token does not have"
            throw Refusal(exchange.lacks(tool.scopes, message), to: request.id)
        case .call(let call): return .call(call)
        case .listen(let listen): return .listen(listen)
        }
    }
}

extension Request {
    /// The revision the request names, as text; empty where it names none.
    fileprivate var claimedVersion: String { params["_meta"]?[MetaKey.protocolVersion]?.stringValue ?? "" }
}

extension JSON {
    /// Whether this is a response, although the server has sent no request.
    fileprivate var isResponse: Bool {
        self["jsonrpc"] == "2.0" && self["method"] == nil && (self["result"] != nil || self["error"] != nil)
    }
}
