package import HTTPTypes

/// Answers the requests of one method to the paths of one template. `GET` includes `HEAD`.
///
/// `Host` and `Origin` are checked before any route is called, and CORS preflights from pages of an allowed origin are
/// answered.
public struct Route: Sendable {
    /// Who may call a route.
    package enum Access: Sendable, Hashable {
        /// Everybody.
        case open
        /// Callers that the authorizer knows; everybody where there is no authorizer.
        case caller
        /// Known callers who have a scope.
        case scope(Scope)
    }

    /// Answers a request with what it returns or throws. Its task is cancelled when the client leaves, unless the
    /// route's options say otherwise, and when the server stops.
    package typealias Handler = @Sendable (RouteRequest) async throws -> RouteResponse

    /// Like ``Handler``, with a body to be read as it arrives.
    package typealias StreamHandler = @Sendable (RouteRequest, RequestBodyStream) async throws -> RouteResponse

    enum Work: Sendable {
        case whole(Handler)
        case streamed(StreamHandler)
        case exchange(@Sendable @concurrent (Exchange) async throws -> Void)

        /// Whether it begins before the body is there.
        var isStreamed: Bool { if case .streamed = self { true } else { false } }
    }

    package let method: HTTPRequest.Method
    let path: PathTemplate
    package let access: Access
    package let options: RouteOptions
    let work: Work

    private init(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ access: Access,
        _ options: RouteOptions,
        _ work: Work
    ) {
        self.method = method
        self.path = PathTemplate(path)
        self.access = access
        self.options = options
        self.work = work
    }

    /// A route whose handler gets the body as a whole.
    ///
    /// - Parameter path: A template: `/api/v1/documents/{id}`.
    package init(
        _ method: HTTPRequest.Method,
        _ path: String,
        access: Access,
        options: RouteOptions = RouteOptions(),
        handler: @escaping Handler
    ) {
        self.init(method, path, access, options, .whole(handler))
    }

    /// A route whose handler reads the body as it arrives.
    package init(
        _ method: HTTPRequest.Method,
        _ path: String,
        access: Access,
        options: RouteOptions = RouteOptions(),
        streaming handler: @escaping StreamHandler
    ) {
        self.init(method, path, access, options, .streamed(handler))
    }

    /// A route with full control of reading and writing; its handler must itself react to clients that leave and to the
    /// shutdown of the server.
    package static func exchange(
        _ method: HTTPRequest.Method,
        _ path: String,
        access: Access,
        options: RouteOptions = RouteOptions(),
        work: @escaping @Sendable @concurrent (Exchange) async throws -> Void
    ) -> Route {
        Route(method, path, access, options, .exchange(work))
    }
}
