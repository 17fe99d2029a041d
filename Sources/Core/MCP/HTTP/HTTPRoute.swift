public import HTTP
public import JSONFormat

/// An endpoint beside MCP, for operators or for clients that speak plain HTTP.
///
/// Routes answer even when no more MCP requests are taken. `Host` and `Origin` are checked for them as for MCP.
public struct HTTPRoute: Sendable {
    /// Who may ask.
    public enum Access: Sendable, Hashable {
        /// Everybody.
        case open
        /// Callers the authorizer knows; everybody where there is no authorizer.
        case caller
        /// Those of them who have a scope.
        case scope(Scope)
    }

    /// Answers one request. It should look at its task being cancelled no more than MCP tools need to.
    public typealias Handler = @Sendable (HTTPRouteRequest) async -> HTTPAnswer

    let methods: [String]
    let path: String
    let isPrefix: Bool
    let access: Access
    let handler: Handler

    /// A route for one path.
    ///
    /// - Parameter methods: The methods answered; where `GET` is, `HEAD` is too.
    public init(_ methods: [String] = ["GET"], path: String, access: Access = .open, handler: @escaping Handler) {
        self.init(methods: methods, path: path, isPrefix: false, access: access, handler: handler)
    }

    /// A route for every path that begins with a prefix and a slash.
    public init(_ methods: [String], prefix: String, access: Access, handler: @escaping Handler) {
        self.init(methods: methods, path: prefix, isPrefix: true, access: access, handler: handler)
    }

    private init(methods: [String], path: String, isPrefix: Bool, access: Access, handler: @escaping Handler) {
        self.methods = methods
        self.path = path
        self.isPrefix = isPrefix
        self.access = access
        self.handler = handler
    }

    func matches(path: String) -> Bool {
        isPrefix ? path.hasPrefix(self.path + "/") : path == self.path
    }

    func answers(_ method: String) -> Bool {
        methods.contains(method) || (method == "HEAD" && methods.contains("GET"))
    }
}

/// What a route is asked.
public struct HTTPRouteRequest: Sendable {
    /// The method, in upper case.
    public let method: String
    /// The path, as it came: not decoded.
    public let path: String
    /// What stands behind the question mark, as it came; nil without one.
    public let query: String?
    /// The body.
    public let body: [UInt8]
    /// Who asks; nil where tokens are asked for and the route is open to everybody.
    public let caller: Caller?
    /// The trace the request is part of.
    public let trace: TraceContext?
}

/// A whole answer over HTTP.
public struct HTTPAnswer: Sendable {
    /// The status code.
    public var status: Int
    /// The media type of the body.
    public var contentType: String
    /// The body.
    public var body: [UInt8]
    /// Further header fields.
    public var headers: [(name: String, value: String)] = []

    /// An answer with a body.
    public init(status: Int = 200, contentType: String, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// An answer in JSON.
    public static func json(_ value: JSON, status: Int = 200) -> HTTPAnswer {
        HTTPAnswer(status: status, contentType: "application/json", body: value.serialized())
    }

    /// An answer in plain text.
    public static func text(_ text: String, status: Int = 200) -> HTTPAnswer {
        HTTPAnswer(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }
}
