import Async
import CLibpq
import Synchronization
import SystemPackage

/// One request to the server to cancel what a connection is doing, sent from a thread of its own.
///
/// PQcancel opens another connection and returns when the server has closed it, which is after it signalled the
/// backend. While `isFinished` is false the next statement must not be sent: the request could hit that one instead.
@safe final class CancelRequest: @unchecked Sendable {  // the handle passes to one thread and is used by it alone
    private let request: UnsafeMutableRawPointer
    private let finished = Atomic<Bool>(false)

    var isFinished: Bool { finished.load(ordering: .acquiring) }

    /// Prepares a request for `connection`, on the connection's own thread; nil when the connection has no key to
    /// cancel.
    init?(_ connection: OpaquePointer) {
        guard let request = unsafe pq_cancel_create(connection) else { return nil }
        unsafe self.request = unsafe request
    }

    /// Sends the request in the background and wakes the connection's thread when it is done.
    func send(thenWake signal: WakeSignal) throws(Errno) {
        try DedicatedThread.start(named: "postgres-cancel", stackBytes: 256 * 1024) { [self] in
            _ = unsafe pq_cancel_send(request)
            finished.store(true, ordering: .releasing)
            signal.wake()
        }
    }

    deinit { unsafe pq_cancel_free(request) }
}
