/// What a tool knows of the call it serves.
public struct ToolContext: Sendable {
    /// The id of the request.
    public let requestID: RequestID

    private let reporter: ProgressReporter?

    init(requestID: RequestID, reporter: ProgressReporter?) {
        self.requestID = requestID
        self.reporter = reporter
    }

    /// A context for calling a tool outside of a server, as a command line does; `onProgress` gets every report.
    public init(
        requestID: RequestID,
        onProgress: (@Sendable (_ done: Double, _ total: Double?, _ message: String?) -> Void)? = nil
    ) {
        self.requestID = requestID
        reporter = onProgress.map { ProgressReporter(interval: .zero, send: $0) }
    }

    /// Tells the client how far the work has come, if it asked to be told.
    ///
    /// Reports are free to come often: those that do not go up, that follow the last one sent within 100 ms, or that
    /// come after the answer are dropped.
    public func progress(_ done: Double, of total: Double? = nil, message: String? = nil) {
        reporter?.report(done, total, message)
    }
}
