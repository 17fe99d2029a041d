import HTTPTypes
import Metrics

/// Counts and times requests by route, and counts connections. Dimensions take only values that are known in advance,
/// so that no client can make up new ones.
struct HTTPMetrics: RequestObserver {
    let factory: any MetricsFactory

    func record(_ request: RequestRecord) {
        guard let template = request.template else { return }
        let known: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]
        let method = known.contains(request.method) ? request.method.rawValue : "other"
        let dimensions = [("method", method), ("route", template)]
        let status = [("status", request.status.map { String($0.code) } ?? "none")]
        Counter(label: "http_requests", dimensions: dimensions + status, factory: factory).increment()
        Timer(label: "http_request_duration", dimensions: dimensions, factory: factory).record(
            duration: request.duration
        )
    }

    /// How many connections are open.
    func record(connections: Int) {
        Gauge(label: "http_connections", factory: factory).record(connections)
    }
}
