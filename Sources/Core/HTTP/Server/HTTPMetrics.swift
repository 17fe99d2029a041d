import HTTPTypes
import Metrics

/// Counts and times requests by route, and counts connections. Dimensions take only values that are known in advance,
/// so that no client can make up new ones.
struct HTTPMetrics: RequestObserver {
    private static let known: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]

    private let requests: OutcomeMetrics
    private let connections: Gauge

    init(factory: any MetricsFactory) {
        requests = OutcomeMetrics(
            counter: "http_requests",
            timer: "http_request_duration",
            dimensions: ["method", "route"],
            outcome: "status",
            factory: factory
        )
        connections = Gauge(label: "http_connections", factory: factory)
    }

    func record(_ request: RequestRecord) {
        guard let template = request.template else { return }
        let method = Self.known.contains(request.method) ? request.method.rawValue : "other"
        let status = request.status.map { String($0.code) } ?? "none"
        requests.record([method, template], outcome: status, duration: request.duration)
    }

    /// How many connections are open.
    func record(connections: Int) { self.connections.record(connections) }
}
