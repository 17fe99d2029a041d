import Async
package import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization

/// One HTTP request and the means to answer it.
package final class Exchange: Sendable {
    /// `@unchecked`: it holds only the channel's writer, which is sendable.
    private struct Outlet: ~Copyable, @unchecked Sendable {
        let writer: ResponseWriter
    }

    private struct Permit {
        let permits: RequestPermits
        let caller: String
    }

    private struct State: ~Copyable, Sendable {
        /// nil once the answer has begun.
        var outlet: Outlet?
        var hasReadBody = false
        /// Whether it counts among the requests that arrive, or among those in progress.
        var permit: Permit?
        /// The memory of the body.
        var memory: ByteReservation?
        /// The CORS fields that every answer to a web page of an allowed origin needs.
        var pageFields: HTTPFields = [:]
        var caller: Caller?
        var interruption: Interruption?
        var record: RequestRecord
    }

    package let head: HTTPRequest
    /// The path as received: not decoded, without the query.
    package let path: String
    /// The text behind the question mark, as received; nil without one.
    package let rawQuery: String?
    package let trace: TraceContext?
    let body: RequestBody
    let channel: any Channel
    private let services: HTTPServices
    private let state: Mutex<State>

    init(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel, _ services: HTTPServices) {
        head = request.head
        body = request.body
        self.channel = channel
        self.services = services
        let target = request.head.path ?? ""
        let mark = target.firstIndex(of: "?")
        path = String(target[..<(mark ?? target.endIndex)])
        rawQuery = mark.map { String(target[target.index(after: $0)...]) }
        // A repeated header is ignored, as the standard says.
        let traces = request.head.headerFields[values: .traceParent]
        trace = traces.count == 1 ? TraceContext(traceparent: traces[0].trimmed) : nil
        let record = RequestRecord(head, path: path, trace: trace)
        state = Mutex(State(outlet: Outlet(writer: writer), record: record))
    }

    package var fields: HTTPFields { head.headerFields }
    package var limits: HTTPLimits { services.limits }

    /// The caller; nil where tokens are required but the route is open to everybody.
    package internal(set) var caller: Caller? {
        get { state.withLock { $0.caller } }
        set { state.withLock { $0.caller = newValue } }
    }

    var pageFields: HTTPFields {
        get { state.withLock { $0.pageFields } }
        set { state.withLock { $0.pageFields = newValue } }
    }

    var interruption: Interruption? {
        get { state.withLock { $0.interruption } }
        set { state.withLock { $0.interruption = newValue } }
    }

    /// Adds to the record of the request.
    package func note(_ change: (inout RequestRecord) -> Void) {
        state.withLock { change(&$0.record) }
    }

    /// Whether the answer has begun.
    var hasBegun: Bool { state.withLock { $0.outlet == nil } }

    // MARK: Permits

    /// Counts the request among those whose bodies arrive, which is not work yet.
    func arrive() throws(HTTPProblem) {
        try take(services.arrivals)
    }

    /// Counts the request among those in progress.
    func beginWork() throws(HTTPProblem) {
        try take(services.permits)
    }

    /// Counts the request among the streams of events, in place of those in progress.
    package func beginStream() throws(HTTPProblem) {
        try take(services.streams)
    }

    private func take(_ permits: RequestPermits) throws(HTTPProblem) {
        let caller = self.caller?.name ?? ""
        if let refusal = permits.take(for: caller) { throw HTTPProblem(refusal, permits) }
        releasePermit()
        state.withLock { $0.permit = Permit(permits: permits, caller: caller) }
    }

    /// Stops counting the request: its work is done.
    package func releasePermit() {
        guard let permit = state.withLock({ $0.permit.take() }) else { return }
        permit.permits.release(for: permit.caller)
    }

    /// Ends the request.
    func end() -> RequestRecord {
        releasePermit()
        return state.withLock { state in
            state.memory = nil
            state.record.end()
            return state.record
        }
    }

    // MARK: Authorization

    /// The problem of a known caller without permission.
    package func lacks(_ scopes: Set<Scope>, _ message: String) -> HTTPProblem {
        guard let authorization = services.authorization, let caller else { return HTTPProblem(.forbidden, message) }
        return authorization.insufficient(scopes, of: caller, message)
    }

    /// The caller that the request's token identifies now, which may have other scopes than before; nil where the token
    /// is no longer valid. Of a token that cannot be checked now, the caller is as it was.
    package func presentCaller() async -> Caller? {
        guard let authorization = services.authorization else { return caller }
        do throws(HTTPProblem) {
            return try await authorization.caller(of: fields)
        } catch {
            return error.status == .serviceUnavailable ? caller : nil
        }
    }

    // MARK: Body

    /// How long the client says the body is; nil where it does not.
    var statedLength: Int? { fields[.contentLength].flatMap { Int($0.trimmed) } }

    /// Whether the client waits to be told to send the body.
    private var awaitsContinue: Bool { fields[.expect]?.lowercased() == "100-continue" }

    /// The body as it arrives.
    package func stream(limit: Int? = nil) -> RequestBodyStream {
        RequestBodyStream(body: body, exchange: self, limit: limit ?? limits.bodyBytes)
    }

    /// The whole body. From its end on the request counts among those in progress.
    @concurrent
    package func wholeBody(limit: Int? = nil) async throws(HTTPProblem) -> [UInt8] {
        var bytes: [UInt8] = []
        var isWhole = false
        var pieces = stream(limit: limit).makeAsyncIterator()
        while let piece = try await pieces.next() {
            try hold(piece.count)
            // Most bodies are one piece.
            if bytes.isEmpty {
                bytes = piece
                isWhole = true
                continue
            }
            if isWhole, let statedLength { bytes.reserveCapacity(statedLength) }
            isWhole = false
            bytes += piece
        }
        if state.withLock({ $0.permit?.permits === services.arrivals }) { try beginWork() }
        return bytes
    }

    /// Reserves the memory of some more bytes of the body, until the answer at most.
    private func hold(_ bytes: Int) throws(HTTPProblem) {
        do throws(ByteBudgetExceeded) {
            if let memory = state.withLock({ $0.memory }) { return try memory.grow(by: bytes) }
            let memory = try services.memory.reserve(bytes, for: caller?.name ?? "")
            state.withLock { $0.memory = memory }
        } catch {
            var problem = HTTPProblem(error)
            problem.fields[.connection] = "close"
            throw problem
        }
    }

    /// Gives back the memory of the body: it is not kept beside what was made of it.
    package func releaseBody() {
        state.withLock { $0.memory = nil }
    }

    /// Tells a client that waits for this to send the body.
    @concurrent
    func askForBody() async throws {
        if awaitsContinue { try await sendContinue() }
    }

    /// Sends an interim answer, unless the answer has begun. Every client passes over it, even one that has not asked for
    /// it (RFC 9110 section 15.2), so it shows whether there still is one.
    @concurrent
    package func sendContinue() async throws {
        var outlet = state.withLock { $0.outlet.take() }
        try await outlet?.writer.writeInformationalHead(HTTPResponse(status: .continue))
        state.withLock { $0.outlet = outlet.take() }
    }

    func bodyWasRead() {
        state.withLock { $0.hasReadBody = true }
    }

    // MARK: Answer

    /// Sends a whole answer. Returns when the client has taken it, but for what the connection buffers; it does not
    /// count among the requests in progress meanwhile.
    @concurrent
    package func send(_ status: HTTPResponse.Status, fields: HTTPFields, body: [UInt8]) async throws {
        var fields = fields
        // RFC 9110 section 8.6: there must be no length where there can be no body.
        if status != .noContent, status != .notModified { fields[.contentLength] = String(body.count) }
        let head = answerHead(status, fields)
        let outlet = try takeOutlet()
        note { $0.status = status }
        releasePermit()
        releaseBody()
        if body.isEmpty || self.head.method == .head {
            try await outlet.writer.writeResponse(head)
        } else if body.count <= BodyWriter.pieceBytes {
            try await outlet.writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
        } else {
            var writer = BodyWriter(try await outlet.writer.writeHead(head), on: channel.eventLoop)
            try await writer.write(body)
            try await writer.end()
        }
    }

    /// Begins an answer whose body is sent piece by piece.
    @concurrent
    package func begin(_ status: HTTPResponse.Status = .ok, fields: HTTPFields) async throws -> BodyWriter {
        let head = answerHead(status, fields)
        let outlet = try takeOutlet()
        note { $0.status = status }
        return BodyWriter(try await outlet.writer.writeHead(head), on: channel.eventLoop)
    }

    /// Begins an answer that is a stream of server-sent events.
    @concurrent
    package func beginEvents(fields: HTTPFields = [:]) async throws -> EventStream {
        EventStream(try await begin(fields: EventStream.fields + fields))
    }

    private func takeOutlet() throws -> Outlet {
        guard let outlet = state.withLock({ $0.outlet.take() }) else { throw CancellationError() }
        return outlet
    }

    private func answerHead(_ status: HTTPResponse.Status, _ fields: HTTPFields) -> HTTPResponse {
        var head = HTTPResponse(status: status, headerFields: fields + pageFields)
        if endsConnection { head.headerFields[.connection] = "close" }
        return head
    }

    /// Whether the connection should end with the answer: because the client asks for it, or because so much of the
    /// body is still unread that a new connection is cheaper.
    private var endsConnection: Bool {
        if fields[.connection]?.lowercased().contains("close") == true { return true }
        if state.withLock({ $0.hasReadBody }) { return false }
        return awaitsContinue || (statedLength ?? 0) > RequestGuard.unwantedBytes
    }

    // MARK: Its end

    /// Registers what to do when the client goes, until ``ignoreClient()``; runs at once if it has gone already, and twice
    /// where it first ends its own side of the connection and then the connection is closed.
    package func whenClientLeaves(_ action: @escaping @Sendable () -> Void) {
        if let client = services.connections.client(on: channel) { client.watch(action) } else { action() }
    }

    package func ignoreClient() {
        services.connections.client(on: channel)?.unwatch()
    }

    /// Registers what to do when the server stops, until the registration is removed; runs at once if it is stopping.
    package func whenStopping(_ phase: Shutdown.Phase, _ action: @escaping @Sendable () -> Void)
        -> Shutdown.Registration
    {
        services.shutdown.add(phase, action)
    }

    package func remove(_ registration: Shutdown.Registration) {
        services.shutdown.remove(registration)
    }

    /// Does an action after a while.
    package func after(_ delay: Duration, _ action: @escaping @Sendable () -> Void) {
        channel.eventLoop.scheduleTask(in: TimeAmount(delay), action)
    }

    /// Repeats an action until the timer is cancelled.
    package func every(_ interval: Duration, _ action: @escaping @Sendable () -> Void) -> RepeatingTimer {
        let interval = TimeAmount(interval)
        let task = channel.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in action() }
        return RepeatingTimer(task: task)
    }
}
