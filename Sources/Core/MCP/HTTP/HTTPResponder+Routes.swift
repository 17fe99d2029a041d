import HTTP
import HTTPTypes
import HummingbirdCore
import JSONFormat

extension HTTPResponder {
    func route(for path: String) -> HTTPRoute? { routes.first { $0.matches(path: path) } }

    /// Answers by a route of the operator.
    @concurrent
    func answer(
        _ route: HTTPRoute,
        _ incoming: inout IncomingRequest,
        _ body: RequestBody,
        _ writer: borrowing ResponseWriter
    ) async throws(HTTPRefusal) -> HTTPReply {
        if let authorization, route.access != .open {
            incoming.caller = try await authorization.caller(of: incoming.fields)
            if case .scope(let scope) = route.access, !incoming.caller.scopes.contains(scope) {
                throw authorization.insufficient(scope, of: incoming.caller, "This needs the scope \(scope.rawValue)")
            }
        }
        let method = incoming.head.method
        guard route.answers(method.rawValue) else {
            let allowed = route.methods.joined(separator: ", ")
            throw HTTPRefusal(.methodNotAllowed, "This path takes \(allowed)", fields: [.allow: allowed])
        }
        var bytes: [UInt8] = []
        if method != .get, method != .head {
            // Bodies are what memory must be kept for; what has none is answered however busy the server is.
            try takePlace(&incoming)
            bytes = try await read(body, &incoming, writer)
        }
        let request = HTTPRouteRequest(
            method: method.rawValue,
            path: incoming.path,
            query: incoming.query,
            body: bytes,
            caller: authorization != nil && route.access == .open ? nil : incoming.caller,
            trace: incoming.trace
        )
        return HTTPReply(await route.handler(request))
    }

    // MARK: Protected resource metadata

    /// What clients without a token are told of where to get one (RFC 9728).
    func metadata(_ resource: ProtectedResource, _ incoming: IncomingRequest) throws(HTTPRefusal) -> HTTPReply {
        guard incoming.head.method == .get || incoming.head.method == .head else {
            throw HTTPRefusal(.methodNotAllowed, "This document can only be read", fields: [.allow: "GET"])
        }
        return HTTPReply(json: resource.json.serialized())
    }
}
