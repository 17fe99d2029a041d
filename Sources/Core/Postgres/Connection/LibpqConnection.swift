import Async
import CLibpq
import Glibc
import Logging
import SystemPackage

/// One libpq connection in non-blocking mode, used by one thread only; every wait is a poll(2) on that thread.
///
/// It handles sockets and results; statements belong to `PostgresConnection`.
@safe final class LibpqConnection {
    /// libpq's handle; nil before connecting and once closed.
    private(set) var handle: OpaquePointer?
    let signal: WakeSignal
    let logger: Logger
    let notices: NoticeReceiver

    /// The number of the current statement, or of the last one.
    private(set) var statementNumber: UInt64 = 0
    private var protection = Protection.none
    /// When the current statement is abandoned, if it has not ended.
    private var deadline: ContinuousClock.Instant?
    /// How much time the current statement had, once that has passed.
    private(set) var overdue: Duration?
    /// The cancellation of the current statement, once it has begun.
    private var cancellation: Cancellation?
    /// Whether the connection is no longer usable.
    private(set) var isLost = false

    /// How long it may take to deliver a cancel request, and then for the statement to end.
    let cancelTimeout: Duration
    /// How long before `deadline` the waiting for it began.
    private var timeLimit = Duration.zero

    init(cancelTimeout: Duration, _ logger: Logger) throws(Errno) {
        self.cancelTimeout = cancelTimeout
        signal = try WakeSignal()
        self.logger = logger
        notices = NoticeReceiver(logger)
    }

    /// Takes over a connected handle.
    func adopt(_ handle: OpaquePointer) {
        unsafe self.handle = handle
        unsafe PQsetnonblocking(handle, 1)
        unsafe notices.attach(to: handle)
    }

    deinit { close() }

    func close() {
        isLost = true
        guard let handle = unsafe handle else { return }
        unsafe self.handle = nil
        unsafe PQfinish(handle)
    }

    func markLost() { isLost = true }

    // MARK: Statements and cancelling

    /// Begins a statement and returns its number, which a request to cancel it must carry.
    func beginStatement() -> UInt64 {
        statementNumber += 1
        return statementNumber
    }

    /// The effect of a cancel request on the current statement.
    enum Protection {
        /// Nothing: there is no statement.
        case none
        /// The server is asked to end it, and then has `cancelTimeout` to do so.
        case cancellable
        /// The server has `cancelTimeout` to end it by itself.
        case shielded
    }

    /// From now until `settle` the current statement can be cancelled by its number. After `limit` it is abandoned.
    func arm(_ protection: Protection, within limit: Duration?) {
        self.protection = protection
        timeLimit = limit ?? cancelTimeout
        deadline = limit.map { ContinuousClock.now + $0 }
    }

    var isCancelRequested: Bool { protection == .cancellable && signal.isCancelled(statement: statementNumber) }

    /// Whether the server was asked to cancel the current statement.
    var wasCancelSent: Bool { cancellation != nil }

    /// Asks the server to stop the current statement; it may or may not do so in time.
    func sendCancel() {
        guard cancellation == nil, let handle = unsafe handle else { return }
        var new = Cancellation(timeout: cancelTimeout)
        unsafe new.proceed(handle, waking: signal)
        cancellation = new
    }

    /// Ends a statement. A cancel request that is still on its way must arrive before anything else is sent, which it
    /// would hit instead.
    func settle() {
        protection = .none
        deadline = nil
        overdue = nil
        notices.mayHoldValues = false
        guard let cancellation else { return }
        let deadline = ContinuousClock.now + cancelTimeout
        while !cancellation.isSettled, !isLost {
            // Otherwise nobody knows when it will arrive, and the connection cannot be used again.
            if !waitForSignal(until: deadline) { isLost = true }
        }
        self.cancellation = nil
    }

    private func waitForSignal(until deadline: ContinuousClock.Instant) -> Bool {
        var descriptor = pollfd(fd: signal.descriptor, events: Int16(POLLIN), revents: 0)
        let count = unsafe poll(&descriptor, 1, deadline.millisecondsFromNow)
        if count > 0 { signal.reset() }
        return count != 0
    }

    // MARK: Waiting

    /// Waits until the socket can be read, or also written when `writing`; or the signal came, or the time has run out.
    private func wait(writing: Bool) {
        let socket = unsafe PQsocket(handle)
        guard socket >= 0 else { return isLost = true }
        var descriptors = (
            pollfd(fd: socket, events: Int16(writing ? POLLIN | POLLOUT : POLLIN), revents: 0),
            pollfd(fd: signal.descriptor, events: Int16(POLLIN), revents: 0)
        )
        let event = [cancellation?.nextEvent, deadline].compactMap { $0 }.min()
        let timeout = event?.millisecondsFromNow ?? -1
        let count = unsafe withUnsafeMutablePointer(to: &descriptors) { pair in
            unsafe pair.withMemoryRebound(to: pollfd.self, capacity: 2) { unsafe poll($0, 2, timeout) }
        }
        if count > 0, descriptors.1.revents != 0 { signal.reset() }
        if let deadline, ContinuousClock.now >= deadline {
            overdue = timeLimit
            isLost = true
        } else if cancellation != nil {
            continueCancelling()
        } else if signal.isCancelled(statement: statementNumber) {
            switch protection {
            case .none: break
            case .cancellable: sendCancel()
            case .shielded: deadline = deadline ?? ContinuousClock.now + cancelTimeout
            }
        }
    }

    private func continueCancelling() {
        guard let deadline = cancellation?.deadline, let handle = unsafe handle else { return }
        if ContinuousClock.now >= deadline { isLost = true }
        unsafe cancellation?.proceed(handle, waking: signal)
    }

    func waitToRead() {
        wait(writing: false)
        consume()
    }

    /// Waits until something arrives or this thread is woken; unlike the other waits it leaves cancelling to the
    /// caller.
    func waitForNews() {
        var descriptors = [
            pollfd(fd: unsafe PQsocket(handle), events: Int16(POLLIN), revents: 0),
            pollfd(fd: signal.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        guard unsafe poll(&descriptors, 2, -1) > 0 else { return }
        if descriptors[1].revents != 0 { signal.reset() }
        if descriptors[0].revents != 0 { consume() }
    }

    /// Reads what has arrived. A failure shows in the results that follow.
    private func consume() {
        if unsafe PQconsumeInput(handle) == 0 { isLost = true }
    }

    /// Sends everything queued, reading meanwhile, since the server may be unable to read until we do.
    func flush() { while flushSome() {} }

    /// Sends what the socket takes. Returns true when something is left; it has then waited for the socket and read
    /// from it.
    func flushSome() -> Bool {
        guard !isLost else { return false }
        switch unsafe PQflush(handle) {
        case 0: return false
        case 1:
            wait(writing: true)
            consume()
            return !isLost
        default:
            isLost = true
            return false
        }
    }

    /// The next result of the current statement; nil after the last one. The caller owns it.
    func nextResult() -> OpaquePointer? {
        while !isLost, unsafe PQisBusy(handle) != 0 {
            waitToRead()
        }
        guard let handle = unsafe handle else { return nil }
        // The server does not answer, and PQgetResult would wait for it.
        if isLost, cancellation != nil || overdue != nil { return nil }
        return unsafe PQgetResult(handle)
    }

    /// Whether `nextResult` would return without waiting.
    var hasResult: Bool { unsafe !isLost && PQisBusy(handle) == 0 }

    // MARK: State

    var transactionStatus: PGTransactionStatusType {
        unsafe handle.map { unsafe PQtransactionStatus($0) } ?? PQTRANS_UNKNOWN
    }

    /// False when the connection is known to be gone; checks the socket without waiting.
    func checkUsable() -> Bool {
        guard !isLost, let handle = unsafe handle, unsafe PQstatus(handle) == CONNECTION_OK else { return false }
        var descriptor = pollfd(fd: unsafe PQsocket(handle), events: Int16(POLLIN), revents: 0)
        // A server's last message and the end of its stream arrive separately.
        while !isLost, unsafe poll(&descriptor, 1, 0) > 0 {
            consume()
            discardNotifications()
        }
        return unsafe !isLost && PQstatus(handle) == CONNECTION_OK
    }

    /// False when what has arrived so far says that the connection is gone.
    func checkAlive() -> Bool { unsafe !isLost && PQstatus(handle) == CONNECTION_OK }

    /// Frees notifications, which nobody on this connection waits for.
    func discardNotifications() {
        while let notification = unsafe PQnotifies(handle) { unsafe PQfreemem(notification) }
    }

    /// The next notification that has arrived.
    func nextNotification() -> PostgresNotification? {
        guard let notification = unsafe PQnotifies(handle) else { return nil }
        defer { unsafe PQfreemem(notification) }
        return unsafe PostgresNotification(
            channel: String(cString: notification.pointee.relname),
            payload: String(cString: notification.pointee.extra),
            backendPID: Int(notification.pointee.be_pid)
        )
    }

    var message: String {
        unsafe handle.map { unsafe String(cString: PQerrorMessage($0)).trimmedLines } ?? "the connection is closed"
    }
}

extension ContinuousClock.Instant {
    /// For poll(2): how long until then, not less than 0.
    var millisecondsFromNow: Int32 { max(0, ContinuousClock.now.duration(to: self).milliseconds) }
}

extension Duration {
    /// Whole milliseconds, rounded up.
    var milliseconds: Int32 {
        Int32(clamping: wholeMilliseconds)
    }
}
