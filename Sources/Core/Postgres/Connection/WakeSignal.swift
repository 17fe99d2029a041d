import CLibpq
import Glibc
import Synchronization
import SystemPackage

/// How any thread wakes the connection's thread out of its wait: to cancel the statement under way, or to look around.
///
/// Each statement has a number. A request carries the number of the statement it means, so a request that comes late is
/// seen to be late and dropped. Asking never blocks.
final class WakeSignal: Sendable {
    /// An eventfd: readable when somebody wants the connection's thread to look around.
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

    /// Makes the descriptor unreadable again. Call before looking at what was asked.
    func reset() {
        var count: UInt64 = 0
        _ = unsafe read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
