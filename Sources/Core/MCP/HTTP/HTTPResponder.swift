import HTTP
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore

/// Answers the requests of all connections.
struct HTTPResponder: Sendable {
    let server: MCPServer
    let configuration: HTTPConfiguration
    let hosts: HostPolicy
    let authorization: HTTPAuthorization?
    let routes: [HTTPRoute]
    let connections: Connections
    let work: OpenWork
    let metrics: RequestMetrics
    let logger: Logger

    /// Answers one request. Throws only what ends the connection.
    @concurrent
    func respond(
        _ request: HummingbirdCore.Request,
        _ writer: consuming ResponseWriter,
        _ channel: any Channel
    ) async throws {
        var incoming = IncomingRequest(request.head)
        defer {
            if incoming.holdsPlace { work.freePlace() }
            let head = incoming.head
            incoming.record.write(verb: head.method.rawValue, path: incoming.path, to: logger, metrics)
        }
        let outcome: HTTPOutcome
        do throws(HTTPRefusal) {
            outcome = try await self.outcome(of: &incoming, request.body, writer, channel.localAddress?.port)
        } catch {
            outcome = .reply(error.reply)
        }
        switch outcome {
        case .reply(let reply):
            try await write(reply, to: writer, &incoming)
        case .call(let call):
            try await answer(call, to: writer, &incoming, channel)
        case .batch(let calls, let answers):
            try await answer(calls, answers, to: writer, &incoming, channel)
        case .listen(let listen):
            // A subscription stays for days; it has a limit of its own.
            work.freePlace()
            incoming.holdsPlace = false
            try await serve(listen, to: writer, &incoming, channel)
        }
    }

    /// The checks, in the order in which they must be made.
    @concurrent
    private func outcome(
        of incoming: inout IncomingRequest,
        _ body: RequestBody,
        _ writer: borrowing ResponseWriter,
        _ port: Int?
    ) async throws(HTTPRefusal) -> HTTPOutcome {
        try checkHost(incoming, port)
        try checkOrigin(&incoming, port)
        if let metadata = authorization?.authorizer.protectedResource, metadata.isMetadataPath(incoming.path) {
            return .reply(try self.metadata(metadata, incoming))
        }
        if let route = route(for: incoming.path) {
            return .reply(try await answer(route, &incoming, body, writer))
        }
        guard incoming.path == configuration.path || incoming.path == configuration.path + "/" else {
            throw HTTPRefusal(.notFound, "There is nothing at this path; MCP is at \(configuration.path)")
        }
        incoming.record.isMCP = true
        if isPreflight(incoming) { return .reply(.preflight) }
        incoming.caller = try await authorization?.caller(of: incoming.fields) ?? .local
        guard incoming.head.method == .post else {
            throw HTTPRefusal(
                .methodNotAllowed,
                "MCP takes POST only; there are no sessions, and subscriptions/listen opens a stream",
                fields: [.allow: "POST"]
            )
        }
        try checkMediaTypes(&incoming)
        try takePlace(&incoming)
        let bytes = try await read(body, &incoming, writer)
        return try outcome(of: bytes, &incoming)
    }

    // MARK: Host and origin

    private func checkHost(_ incoming: IncomingRequest, _ port: Int?) throws(HTTPRefusal) {
        // The first Host is the authority; another one would be one too many.
        guard incoming.fields[.host] == nil, hosts.allows(host: incoming.head.authority, port: port) else {
            throw HTTPRefusal(
                .misdirectedRequest,
                "This server does not go by the name in Host; an operator may add it to the allowed hosts"
            )
        }
    }

    private func checkOrigin(_ incoming: inout IncomingRequest, _ port: Int?) throws(HTTPRefusal) {
        let origins = incoming.fields[values: .origin]
        guard let origin = origins.first else { return }
        switch origins.count == 1 ? hosts.verdict(onOrigin: origin, port: port) : .foreign {
        case .own: break
        case .allowed:
            incoming.pageFields = [
                .accessControlAllowOrigin: origin, .vary: "Origin",
                .accessControlExposeHeaders: "www-authenticate, retry-after",
            ]
        case .foreign:
            throw HTTPRefusal(
                .forbidden,
                "Pages of this Origin may not call the server; an operator may add it to the allowed origins"
            )
        }
    }

    /// A browser asks before it sends what a page wants to send, without the page's token.
    private func isPreflight(_ incoming: IncomingRequest) -> Bool {
        incoming.head.method == .options && !incoming.pageFields.isEmpty
            && incoming.fields[.accessControlRequestMethod] != nil
    }

    // MARK: Body

    private func checkMediaTypes(_ incoming: inout IncomingRequest) throws(HTTPRefusal) {
        let types = incoming.fields[values: .contentType]
        let type = types.first?.split(separator: ";", omittingEmptySubsequences: false).first?.trimmed.lowercased()
        guard types.count == 1, type == "application/json" else {
            throw HTTPRefusal(.unsupportedMediaType, "Content-Type must be application/json")
        }
        incoming.accepted = AcceptedTypes(incoming.fields[.accept])
        guard incoming.accepted.json || incoming.accepted.events else {
            throw HTTPRefusal(.notAcceptable, "Accept must let through application/json or text/event-stream")
        }
    }

    func takePlace(_ incoming: inout IncomingRequest) throws(HTTPRefusal) {
        guard work.takePlace() else {
            throw HTTPRefusal(
                .serviceUnavailable,
                .internalError("The server is busy with \(configuration.limits.requests) requests; ask again later"),
                fields: [.retryAfter: "1"]
            )
        }
        incoming.holdsPlace = true
    }

    @concurrent
    func read(
        _ body: RequestBody,
        _ incoming: inout IncomingRequest,
        _ writer: borrowing ResponseWriter
    ) async throws(HTTPRefusal) -> [UInt8] {
        let limit = configuration.limits.bodyBytes
        let tooLong = HTTPRefusal(
            .contentTooLarge,
            "The body is longer than \(limit) bytes; send less in one message",
            fields: [.connection: "close"]
        )
        if let length = incoming.statedLength, length > limit { throw tooLong }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(incoming.statedLength ?? 0, limit))
        do {
            if incoming.awaitsGo { try await writer.writeInformationalHead(HTTPResponse(status: .continue)) }
            for try await piece in body {
                guard bytes.count + piece.readableBytes <= limit else { throw tooLong }
                bytes.append(contentsOf: piece.readableBytesView)
            }
        } catch {
            switch error {
            case let refusal as HTTPRefusal: throw refusal
            case BrokenRequest.late:
                throw HTTPRefusal(.requestTimeout, "The body came too slowly", fields: [.connection: "close"])
            default:
                throw HTTPRefusal(.badRequest, "The body broke off", fields: [.connection: "close"])
            }
        }
        incoming.hasReadBody = true
        return bytes
    }
}
