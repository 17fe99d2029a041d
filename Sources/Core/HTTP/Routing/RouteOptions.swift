/// Options that related routes share.
package struct RouteOptions: Sendable {
    /// Makes the answer that says why a request was not served; problem details by default.
    package var refusal: @Sendable (HTTPProblem) -> RouteResponse = { $0.response }
    /// Whether the cookie of ``TokenCookie`` may replace the header `Authorization`. Pages of other origins cannot use
    /// it to change anything: browsers say which page a request comes from.
    package var acceptsCookie = false
    /// Whether a request counts towards the limit of requests in progress. Operators must get an answer however busy
    /// the server is.
    package var isLimited = true
    /// Whether a client that leaves stops the work.
    package var stopsWithClient = true
    /// The longest body, in bytes; nil for the server's limit.
    package var bodyBytes: Int?
    /// Header fields, besides the usual ones, that pages of allowed origins may send.
    package var requestFields: [String] = []
    /// The scopes that requests need beyond the route's own, each by what it asks for.
    package var scopes: Set<Scope> = []
    /// Counts and times the requests; nil for the counters of HTTP, by method, template and status.
    package var observer: (any RequestObserver)?

    package init() {}
}
