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

    /// What the endpoint of the request is for alone; nil where it is for all.
    package var endpointScope: EndpointScope?

    /// Whether the caller waits for the result however long it takes, so that no task takes its place.
    package var waitsForTheEnd = false
    /// Whether the work was begun before, and is begun once more because its process stopped or a question was answered.
    package private(set) var isContinued = false

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

    /// A context for going on with work of a call that was answered before.
    ///
    /// - Parameters:
    ///   - capabilities: What the client said it can do.
    ///   - responses: Its answers, by the names of the questions.
    ///   - state: What was remembered while it was asked, and the name of that.
    package init(
        continuing requestID: RequestID,
        caller: Caller,
        capabilities: JSONObject?,
        responses: JSONObject,
        state: (id: String, value: JSON)?
    ) {
        self.init(
            requestID: requestID,
            caller: caller,
            trace: nil,
            client: ClientInput(
                capabilities: capabilities,
                responses: responses,
                state: state.map { RequestState(value: $0.value, id: $0.id) }
            ),
            log: nil,
            reporter: nil
        )
        isContinued = true
    }

    /// The same request, whose progress `onProgress` gets, too.
    package func reporting(
        to onProgress: @escaping @Sendable (_ done: Double, _ total: Double?, _ message: String?) -> Void
    ) -> RequestContext {
        let outer = reporter
        var context = RequestContext(
            requestID: requestID,
            caller: caller,
            trace: trace,
            client: client,
            log: log,
            reporter: ProgressReporter(interval: .zero) { done, total, message in
                onProgress(done, total, message)
                outer?.report(done, total, message)
            }
        )
        context.decoding = decoding
        context.memory = memory
        context.endpointScope = endpointScope
        context.isContinued = isContinued
        return context
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
    public var state: JSON? { client.state?.value }

    /// What the client says that it can do; nil in the revisions in which it cannot be asked for input.
    package var clientCapabilities: JSONObject? { client.capabilities }

    /// Whether the client takes a task in place of a result.
    package var declaresTasks: Bool { client.capabilities?.declares(Extension.tasks) ?? false }

    /// The name of the one state that came with the call, so that it can be taken once only.
    package var stateID: String? { client.state?.id }
}

/// What the client sends besides the parameters of its request.
struct ClientInput: Sendable {
    /// What the client says it can do; nil in the revisions in which it cannot be asked for input.
    var capabilities: JSONObject?
    var responses: JSONObject = [:]
    var state: RequestState?
}
