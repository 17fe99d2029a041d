import Metrics

/// Counts and times requests, the same over every transport. Dimensions take only values that are known in advance, so
/// that no client can make up new ones.
struct RequestMetrics: Sendable {
    /// How a request ended.
    enum Outcome: Sendable, Hashable {
        /// With a result.
        case result
        /// With a JSON-RPC error.
        case error(code: Int64)
        /// With a status of HTTP and nothing of JSON-RPC.
        case status(Int)
        /// Without an answer, because the client has gone or wished so.
        case cancelled

        var label: String {
            switch self {
            case .result: "ok"
            case .error(let code): String(code)
            case .status(let status): "http_\(status)"
            case .cancelled: "cancelled"
            }
        }
    }

    /// `stdio` or `http`.
    let transport: String
    let factory: any MetricsFactory

    /// A request has ended.
    ///
    /// - Parameter method: The method as the client named it; nil where no request could be read.
    func record(method: String?, outcome: Outcome, duration: Duration) {
        let known = method.flatMap(Method.init)?.rawValue ?? "unknown"
        let dimensions = [("method", known), ("transport", transport)]
        let outcome = [("outcome", outcome.label)]
        Counter(label: "mcp_requests", dimensions: dimensions + outcome, factory: factory).increment()
        let (seconds, attoseconds) = duration.components
        Timer(label: "mcp_request_duration", dimensions: dimensions, factory: factory)
            .recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// How many subscriptions are open in the process.
    func record(subscriptions: Int) {
        Gauge(label: "mcp_subscriptions", factory: factory).record(subscriptions)
    }

    /// How many connections are open.
    func record(connections: Int) {
        Gauge(label: "http_connections", factory: factory).record(connections)
    }
}
