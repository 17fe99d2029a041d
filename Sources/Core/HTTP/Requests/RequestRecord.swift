package import HTTPTypes
import Logging

/// What is recorded about one request when it is over. Headers and bodies are never recorded beyond this.
package struct RequestRecord: Sendable {
    package let method: HTTPRequest.Method
    /// The path as received.
    let path: String
    let trace: TraceContext?
    private let start = ContinuousClock.now

    /// The template of the route's path; nil where no route has the path.
    package internal(set) var template: String?
    /// nil where the client did not get a complete answer.
    package internal(set) var status: HTTPResponse.Status?
    package private(set) var duration = Duration.zero
    /// The operation in the body, where method and path do not say it.
    package var operation: String?
    /// The client's id of the request.
    package var requestID: String?
    /// How it ended, where the status does not say it.
    package var outcome: String?

    init(_ head: HTTPRequest, path: String, trace: TraceContext?) {
        method = head.method
        self.path = path
        self.trace = trace
    }

    mutating func end() {
        duration = ContinuousClock.now - start
    }

    func log(to logger: Logger) {
        guard logger.logLevel <= .debug else { return }
        var metadata: Logger.Metadata = [
            "http": "\(method.rawValue) \(path.prefix(200))", "status": status.map { "\($0.code)" } ?? "none",
            "milliseconds": "\(duration / .milliseconds(1))",
        ]
        // Text from a client may be as long as a body.
        if let operation { metadata["method"] = "\(operation.prefix(100))" }
        if let requestID { metadata["request"] = "\(requestID.prefix(100))" }
        if let trace { metadata["trace"] = "\(trace.traceID)" }
        if let outcome { metadata["outcome"] = "\(outcome)" }
        logger.debug("a request", metadata: metadata)
    }
}

/// Measures the requests of some routes.
package protocol RequestObserver: Sendable {
    /// A request is over.
    func record(_ request: RequestRecord)
}
