import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore

/// Answers the requests of all connections.
struct HTTPResponder: Sendable {
    let router: Router
    let unknownPath: String
    let services: HTTPServices

    /// Answers one request. Throws only errors that end the connection.
    @concurrent
    func respond(
        _ request: HummingbirdCore.Request,
        _ writer: consuming ResponseWriter,
        _ channel: any Channel
    ) async throws {
        let exchange = Exchange(request, writer, channel, services)
        let match = router.match(exchange.path)
        var options = RouteOptions()
        if case .found(let endpoint, _) = match {
            let route = endpoint[exchange.head.method] ?? endpoint.first
            options = route.options
            exchange.note { $0.template = route.path.description }
        }
        defer {
            let record = exchange.end()
            (options.observer ?? services.metrics).record(record)
            record.log(to: services.logger)
        }
        do {
            try await serve(exchange, match)
        } catch let problem as HTTPProblem where !exchange.hasBegun {
            let refusal = options.refusal(problem)
            guard case .bytes(let body) = refusal.body else { throw problem }
            try await exchange.send(refusal.status, fields: refusal.fields, body: body)
        }
    }

    /// The checks, in the order in which they must be made, and then the work.
    @concurrent
    private func serve(_ exchange: Exchange, _ match: Router.Match) async throws {
        try checkHost(exchange)
        let isOwnPage = try checkOrigin(exchange)
        let endpoint: Router.Endpoint
        let values: [String]
        switch match {
        case .found(let found, let given): (endpoint, values) = (found, given)
        case .unknown: throw HTTPProblem(.notFound, unknownPath)
        case .malformed:
            throw HTTPProblem(
                .badRequest,
                "The path is not percent-encoded UTF-8; encode other bytes as % and two digits"
            )
        }
        if isPreflight(exchange) { return try await exchange.send(.noContent, fields: endpoint.preflight, body: []) }
        let method = exchange.head.method
        guard let route = endpoint[method] else {
            // Only callers who may know that the path exists learn which methods it takes.
            if endpoint.routes.allSatisfy({ $0.access != .open }) {
                _ = try await caller(exchange, endpoint.first.options)
            }
            throw HTTPProblem(.methodNotAllowed, "This path takes \(endpoint.allow)", fields: [.allow: endpoint.allow])
        }
        try await authorize(exchange, route, isOwnPage: isOwnPage)
        // The method decides whether a body means anything.
        let hasBody = method != .get && method != .head
        if route.options.isLimited {
            if hasBody, !route.work.isStreamed { try exchange.arrive() } else { try exchange.beginWork() }
        }
        switch route.work {
        case .exchange(let work):
            try await work(exchange)
        case .whole(let handler):
            try await run(route, exchange) {
                let bytes = hasBody ? try await exchange.wholeBody(limit: route.options.bodyBytes) : []
                return try await handler(try RouteRequest(exchange, route, values, body: bytes))
            }
        case .streamed(let handler):
            try await run(route, exchange) {
                let request = try RouteRequest(exchange, route, values, body: [])
                return try await handler(request, exchange.stream(limit: route.options.bodyBytes))
            }
        }
    }

    // MARK: Host and origin

    private func checkHost(_ exchange: Exchange) throws(HTTPProblem) {
        // The first Host is the authority; there must not be another.
        guard exchange.fields[.host] == nil,
            services.hosts.allows(host: exchange.head.authority, port: exchange.channel.localAddress?.port)
        else {
            throw HTTPProblem(
                .misdirectedRequest,
                "The name in Host is not one of this server's; an operator may add it to the allowed hosts"
            )
        }
    }

    /// - Returns: Whether the request says that it comes from a page of this server.
    private func checkOrigin(_ exchange: Exchange) throws(HTTPProblem) -> Bool {
        let origins = exchange.fields[values: .origin]
        guard let origin = origins.first else { return false }
        let port = exchange.channel.localAddress?.port
        switch origins.count == 1
            ? services.hosts.verdict(onOrigin: origin, host: exchange.head.authority, port: port) : .foreign
        {
        case .own: return true
        case .allowed:
            exchange.pageFields = [
                .accessControlAllowOrigin: origin, .vary: "Origin",
                .accessControlExposeHeaders: "www-authenticate, retry-after, etag, location",
            ]
            return false
        case .foreign:
            throw HTTPProblem(
                .forbidden,
                "Pages of this Origin may not call the server; an operator may add it to the allowed origins"
            )
        }
    }

    /// Answers a CORS preflight, which a browser sends without the page's token.
    private func isPreflight(_ exchange: Exchange) -> Bool {
        exchange.head.method == .options && !exchange.pageFields.isEmpty
            && exchange.fields[.accessControlRequestMethod] != nil
    }

    // MARK: Authorization

    private func authorize(_ exchange: Exchange, _ route: Route, isOwnPage: Bool) async throws(HTTPProblem) {
        guard route.access != .open else {
            exchange.caller = services.authorization == nil ? .local : nil
            return
        }
        let caller = try await caller(exchange, route.options)
        exchange.caller = caller
        if case .scope(let scope) = route.access, !caller.scopes.contains(scope) {
            throw exchange.lacks(scope, "This needs the scope \(scope.rawValue)")
        }
        let isByCookie = services.authorization != nil && exchange.fields[.authorization] == nil
        guard isByCookie, ![.get, .head].contains(exchange.head.method) else { return }
        let site = exchange.fields[.fetchSite]
        guard site == "same-origin" || (site == nil && isOwnPage) else {
            throw HTTPProblem(
                .forbidden,
                "The cookie is only valid for pages of this server; others send a bearer token"
            )
        }
    }

    private func caller(_ exchange: Exchange, _ options: RouteOptions) async throws(HTTPProblem) -> Caller {
        guard let authorization = services.authorization else { return .local }
        return try await authorization.caller(of: exchange.fields, acceptsCookie: options.acceptsCookie)
    }
}
