import Dispatch
import Logging
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The way out: whole lines are put in from any task without blocking, and one thread writes them.
final class Outbox: Sendable {
    private struct State {
        var pending: [UInt8] = []
        /// How much of what was handed to the writer is not written yet.
        var writing = 0
        var isIdle = false
        var isClosed = false
        var hasFailed = false
        var deadline: ContinuousClock.Instant?
    }

    private let state = Mutex(State())
    private let work = DispatchSemaphore(value: 0)
    private let descriptor: Int32
    private let capacity: Int

    /// An outbox that counts as full from `capacity` bytes on.
    init(descriptor: Int32, capacity: Int) {
        self.descriptor = descriptor
        self.capacity = capacity
    }

    /// Whether the client leaves so much unread that no new work should be begun.
    var isFull: Bool { state.withLock { $0.pending.count + $0.writing >= capacity } }

    /// Whether writing failed: nobody reads any more.
    var hasFailed: Bool { state.withLock { $0.hasFailed } }

    /// Sends a message as one line.
    func send(_ message: [UInt8]) {
        let wake = state.withLock { state in
            guard !state.hasFailed else { return false }
            state.pending.append(contentsOf: message)
            state.pending.append(UInt8(ascii: "\n"))
            defer { state.isIdle = false }
            return state.isIdle
        }
        if wake { work.signal() }
    }

    /// Nothing more will be sent; what is pending is written, for as long as `flush`.
    func close(flush: Duration) {
        state.withLock { state in
            state.isClosed = true
            state.deadline = .now + flush
        }
        work.signal()
    }

    /// Writes until closed or until writing fails, on the calling thread. `onProgress` is told when it moved.
    func run(logger: Logger, onProgress: () -> Void) {
        var batch: [UInt8] = []
        while true {
            batch.removeAll(keepingCapacity: batch.capacity <= 1 << 20)
            let isOver = state.withLock { state in
                state.writing = 0
                swap(&state.pending, &batch)
                state.writing = batch.count
                state.isIdle = batch.isEmpty
                return batch.isEmpty && state.isClosed
            }
            onProgress()
            if isOver { return }
            if batch.isEmpty {
                work.wait()
            } else if let failure = write(batch) {
                state.withLock { state in
                    state.hasFailed = true
                    state.pending = []
                    state.writing = 0
                }
                logger.warning("answers can no longer be written", metadata: ["reason": "\(failure)"])
                onProgress()
                return
            }
        }
    }

    /// Writes all of it, or says what hindered that.
    ///
    /// Waits for room first and then writes no more than a pipe with room is sure to take, so that a client that does
    /// not read can never hold this thread past the deadline. The descriptor stays blocking: its flags are shared
    /// with other processes.
    private func write(_ bytes: [UInt8]) -> String? {
        var offset = 0
        while offset < bytes.count {
            var waited = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let ready = unsafe poll(&waited, 1, 100)
            if ready == 0 || (ready < 0 && errno == EINTR) {
                if isPastDeadline { return "the client does not read them" }
                continue
            }
            let length = min(bytes.count - offset, Int(PIPE_BUF))
            let written = unsafe bytes.withUnsafeBytes { bytes in
                #if canImport(Glibc)
                    unsafe Glibc.write(descriptor, bytes.baseAddress! + offset, length)
                #elseif canImport(Musl)
                    unsafe Musl.write(descriptor, bytes.baseAddress! + offset, length)
                #else
                    unsafe Darwin.write(descriptor, bytes.baseAddress! + offset, length)
                #endif
            }
            if written >= 0 {
                offset += written
            } else if errno != EINTR && errno != EAGAIN {
                return unsafe String(cString: strerror(errno))
            }
        }
        return nil
    }

    private var isPastDeadline: Bool {
        state.withLock { state in
            guard let deadline = state.deadline else { return false }
            return ContinuousClock.now > deadline
        }
    }
}
