package import HTTPTypes

/// What answers the requests of one method to the paths of one template. Where `GET` is, `HEAD` is too.
///
/// `Host` and `Origin` are checked before any route is asked, and a page of an allowed origin may ask before it sends
/// (CORS preflight).
public struct Route: Sendable {
    /// Who may ask.
    package enum Access: Sendable, Hashable {
        /// Everybody.
        case open
        /// Callers the authorizer knows; everybody where there is no authorizer.
        case caller
        /// Those of them who have a scope.
        case scope(Scope)
    }

    /// Answers a request with what it returns or throws. Its task is cancelled when the client leaves, unless the
    /// route's options say otherwise, and when the server stops.
    package typealias Handler = @Sendable (RouteRequest) async throws -> RouteResponse

    /// As ``Handler``, with a body to be read as it comes.
    package typealias StreamHandler = @Sendable (RouteRequest, RequestBodyStream) async throws -> RouteResponse

    enum Work: Sendable {
        case whole(Handler)
        case streamed(StreamHandler)
        case exchange(@Sendable @concurrent (Exchange) async throws -> Void)
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

    /// A route whose handler reads the body as it comes.
    package init(
        _ method: HTTPRequest.Method,
        _ path: String,
        access: Access,
        options: RouteOptions = RouteOptions(),
        streaming handler: @escaping StreamHandler
    ) {
        self.init(method, path, access, options, .streamed(handler))
    }

    /// A route of a protocol of its own, which reads and writes as it sees fit, and sees for itself to clients that
    /// leave and to the end of the server.
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
