package import Async
public import HTTP
public import JSONFormat

/// What a tool, a resource or a prompt knows about the request it serves.
public struct RequestContext: Sendable {
    /// The id of the request.
    public let requestID: RequestID
    /// Who makes the request.
    public let caller: Caller
    /// The trace the request is part of, where the client says so.
    public let trace: TraceContext?
    /// How strictly the arguments of a tool are decoded; lenient unless the caller of the tool says otherwise.
    package var decoding = ArgumentDecoding.lenient
    /// The memory of the request, reserved while it is served; nil where none is counted.
    package var memory: ByteReservation?

    let client: ClientInput
    let log: RequestLog?
    private let reporter: ProgressReporter?

    init(
        requestID: RequestID,
        caller: Caller,
        trace: TraceContext?,
        client: ClientInput,
        log: RequestLog?,
        reporter: ProgressReporter?
    ) {
        self.requestID = requestID
        self.caller = caller
        self.trace = trace
        self.client = client
        self.log = log
        self.reporter = reporter
    }

    /// A context for calling a tool outside of MCP, as REST and a command line do; `onProgress` gets every report.
    public init(
        requestID: RequestID,
        caller: Caller = .local,
        trace: TraceContext? = nil,
        onProgress: (@Sendable (_ done: Double, _ total: Double?, _ message: String?) -> Void)? = nil
    ) {
        self.init(
            requestID: requestID,
            caller: caller,
            trace: trace,
            client: ClientInput(),
            log: nil,
            reporter: onProgress.map { ProgressReporter(interval: .zero, send: $0) }
        )
    }

    /// The request that the current task serves, for log lines and audit rows.
    @TaskLocal public static var current: RequestContext?

    /// Reports progress to the client, if it asked for that.
    ///
    /// It may be called often: reports that do not increase, that follow the last one sent within 100 ms, or that come
    /// after the answer are dropped.
    public func progress(_ done: Double, of total: Double? = nil, message: String? = nil) {
        reporter?.report(done, total, message)
    }

    /// Reserves memory for what the work makes of the request, until the request is answered.
    ///
    /// - Throws: ``ByteBudgetExceeded``, which is an answer for the caller.
    package func hold(_ bytes: Int) throws(ByteBudgetExceeded) {
        try memory?.grow(by: bytes)
    }

    /// The client's answers to what it was asked before, by the names of the questions; see ``InputRequired``.
    public var responses: JSONObject { client.responses }

    /// What ``InputRequired/state`` held when the client was asked; nil at the first call.
    public var state: JSON? { client.state }
}

/// What the client sends besides the parameters of its request.
struct ClientInput: Sendable {
    /// What the client says it can do; nil in the revisions in which it cannot be asked for input.
    var capabilities: JSONObject?
    var responses: JSONObject = [:]
    var state: JSON?
}
