package import HTTPTypes
import Logging

/// What is written down of one request when it is over. Never what headers or bodies hold beyond this.
package struct RequestRecord: Sendable {
    package let method: HTTPRequest.Method
    /// The path as it came.
    let path: String
    let trace: TraceContext?
    private let start = ContinuousClock.now

    /// The template of the route's path; nil where no route has the path.
    package internal(set) var template: String?
    /// nil where the client got no answer, or no end of it.
    package internal(set) var status: HTTPResponse.Status?
    package private(set) var duration = Duration.zero
    /// What the message in the body asks for, where method and path do not tell.
    package var operation: String?
    /// What the client calls the request.
    package var requestID: String?
    /// How it ended, where the status does not tell.
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
        // What a client makes up may be as long as a body.
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
