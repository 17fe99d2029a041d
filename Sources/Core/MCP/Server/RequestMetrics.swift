import HTTP
import Metrics

/// Counts and times requests, in the same way over every transport. Dimensions take only values that are known in
/// advance, so that no client can make up new ones.
struct RequestMetrics: Sendable {
    /// How a request ended.
    enum Outcome: Sendable, Hashable {
        /// With a result.
        case result
        /// With a JSON-RPC error.
        case error(code: Int64)
        /// With an HTTP status, without a JSON-RPC message.
        case status(Int)
        /// Without an answer, because the client has gone or has cancelled it.
        case cancelled

        /// How a request ended that got this response; nil for none.
        init(of response: Response?) {
            self = response.map { $0.errorCode.map { .error(code: $0) } ?? .result } ?? .cancelled
        }

        var label: String {
            switch self {
            case .result: "ok"
            case .error(let code): String(code)
            case .status(let status): "http_\(status)"
            case .cancelled: "cancelled"
            }
        }
    }

    private let transport: String
    private let requests: OutcomeMetrics
    private let subscriptions: Gauge

    /// - Parameter transport: `stdio` or `http`.
    init(transport: String, factory: any MetricsFactory) {
        self.transport = transport
        requests = OutcomeMetrics(
            counter: "mcp_requests",
            timer: "mcp_request_duration",
            dimensions: ["method", "transport"],
            factory: factory
        )
        subscriptions = Gauge(label: "mcp_subscriptions", factory: factory)
    }

    /// A request has ended.
    ///
    /// - Parameters:
    ///   - method: The method as the client named it; nil where no request could be read.
    ///   - outcome: The label of an ``Outcome``.
    func record(method: String?, outcome: String, duration: Duration) {
        let known = method.flatMap(Method.init)?.rawValue ?? "unknown"
        requests.record([known, transport], outcome: outcome, duration: duration)
    }

    /// How many subscriptions are open in the process.
    func record(subscriptions: Int) { self.subscriptions.record(subscriptions) }
}
