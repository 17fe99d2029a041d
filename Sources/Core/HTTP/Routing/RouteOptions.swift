/// What the routes of one kind have in common.
package struct RouteOptions: Sendable {
    /// Shows why a request was not served; problem details by default.
    package var refusal: @Sendable (HTTPProblem) -> RouteResponse = { $0.response }
    /// Whether the cookie of ``TokenCookie`` stands for a token in the header `Authorization`. Then pages of other
    /// origins cannot change anything: browsers say whose page a request comes from.
    package var acceptsCookie = false
    /// Whether a request counts among those at work, of which there is a limit. What operators ask must be answered
    /// however busy the server is.
    package var isLimited = true
    /// Whether a client that leaves stops the work.
    package var stopsWithClient = true
    /// The longest body, in bytes; nil for the server's limit.
    package var bodyBytes: Int?
    /// Header fields, beside the usual ones, that pages of allowed origins may send.
    package var requestFields: [String] = []
    /// Counts and times the requests; nil for the counters of HTTP, by method, template and status.
    package var observer: (any RequestObserver)?

    package init() {}
}
