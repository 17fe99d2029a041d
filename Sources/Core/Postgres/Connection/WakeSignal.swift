import CLibpq
import Glibc
import Synchronization
import SystemPackage

/// Lets any thread wake the connection's thread, to cancel the current statement or to check for changes.
///
/// Each statement has a number. A request carries the number of its statement, so a request that comes too late is
/// recognised and dropped. Making a request never blocks.
final class WakeSignal: Sendable {
    /// An eventfd: readable when the connection's thread should check for changes.
    let descriptor: Int32
    private let requested = Atomic<UInt64>(0)

    init() throws(Errno) {
        descriptor = pq_wakeup_create()
        guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    }

    deinit { close(descriptor) }

    /// Asks for statement `number` to be cancelled. Only the newest statement runs, so only its request counts.
    func cancel(statement number: UInt64) {
        requested.max(number, ordering: .releasing)
        wake()
    }

    func isCancelled(statement number: UInt64) -> Bool {
        requested.load(ordering: .acquiring) == number
    }

    func wake() {
        var one: UInt64 = 1
        _ = unsafe write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Makes the descriptor unreadable again. Call it before looking at the requests.
    func reset() {
        var count: UInt64 = 0
        _ = unsafe read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
