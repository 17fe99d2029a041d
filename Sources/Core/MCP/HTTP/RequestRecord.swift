import HTTP
import HTTPTypes
import Logging

/// What is written down of one request when it is over. Never what headers or bodies hold beyond this.
struct RequestRecord {
    private let start = ContinuousClock.now
    var isMCP = false
    var method: String?
    var id: RequestID?
    var trace: TraceContext?
    var status: HTTPResponse.Status?
    var outcome: RequestMetrics.Outcome?

    func write(verb: String, path: String, to logger: Logger, _ metrics: RequestMetrics) {
        let duration = ContinuousClock.now - start
        if isMCP {
            let outcome = outcome ?? status.map { .status($0.code) } ?? .cancelled
            metrics.record(method: method, outcome: outcome, duration: duration)
        }
        guard logger.logLevel <= .debug else { return }
        var metadata: Logger.Metadata = [
            "http": "\(verb) \(path.prefix(200))", "status": status.map { "\($0.code)" } ?? "none",
            "milliseconds": "\(duration / .milliseconds(1))",
        ]
        // What a client makes up may be as long as a body.
        if let method { metadata["method"] = "\(method.prefix(100))" }
        if let id { metadata["request"] = "\(id.description.prefix(100))" }
        if let trace { metadata["trace"] = "\(trace.traceID)" }
        if let outcome { metadata["outcome"] = "\(outcome.label)" }
        logger.debug("a request", metadata: metadata)
    }
}
