import Async
import Logging
import Synchronization

/// Outgoing messages: any task adds whole lines without blocking, and one thread writes them.
final class Outbox: Sendable {
    private struct State {
        var pending: [UInt8] = []
        /// The memory of what is pending.
        var memory: [ByteReservation] = []
        var isIdle = false
        var isClosed = false
        var failure: StdioError?
        var deadline: ContinuousClock.Instant?
    }

    private let state = Mutex(State())
    /// How many bytes are not written yet; kept outside the state, because every message needs it.
    private let unread = Atomic(0)
    private let work = Semaphore()
    private let descriptor: Descriptor
    private let capacity: Int

    /// An outbox that counts as full from `capacity` bytes on.
    init(descriptor: Descriptor, capacity: Int) {
        self.descriptor = descriptor
        self.capacity = capacity
    }

    /// Whether the client has left so much unread that no new work should begin.
    var isFull: Bool { unread.load(ordering: .sequentiallyConsistent) >= capacity }

    /// Whether everything is written.
    var isEmpty: Bool { unread.load(ordering: .sequentiallyConsistent) == 0 }

    /// Why writing failed; nil if it has not.
    var failure: StdioError? { state.withLock { $0.failure } }

    /// Sends a response as one line, and holds its memory until it is written.
    func send(_ response: Response) {
        send(response.bytes, response.memory)
    }

    /// Sends a message as one line.
    func send(_ message: [UInt8], _ memory: [ByteReservation] = []) {
        let wake = state.withLock { state in
            guard state.failure == nil else { return false }
            state.pending.append(contentsOf: message)
            state.pending.append(UInt8(ascii: "\n"))
            state.memory += memory
            unread.add(message.count + 1, ordering: .sequentiallyConsistent)
            defer { state.isIdle = false }
            return state.isIdle
        }
        if wake { work.signal() }
    }

    /// Closes the outbox; pending messages are still written, for as long as `flush`.
    func close(flush: Duration) {
        state.withLock { state in
            state.isClosed = true
            state.deadline = .now + flush
        }
        work.signal()
    }

    /// Writes until closed or until writing fails, on the calling thread. `onProgress` is called after each write, with
    /// the number of bytes.
    func run(logger: Logger, onProgress: (_ written: Int) -> Void) {
        var batch: [UInt8] = []
        var memory: [ByteReservation] = []
        while true {
            let written = batch.count
            unread.subtract(written, ordering: .sequentiallyConsistent)
            batch.removeAll(keepingCapacity: batch.capacity <= 1 << 20)
            memory.removeAll()
            let isOver = state.withLock { state in
                swap(&state.pending, &batch)
                swap(&state.memory, &memory)
                state.isIdle = batch.isEmpty
                return batch.isEmpty && state.isClosed
            }
            onProgress(written)
            if isOver { return }
            if batch.isEmpty {
                work.wait()
                continue
            }
            do throws(StdioError) {
                try write(batch)
            } catch {
                fail(error)
                if error.isOfClient { logger.warning("nobody reads the answers", metadata: ["reason": "\(error)"]) }
                onProgress(0)
                return
            }
        }
    }

    private func fail(_ error: StdioError) {
        state.withLock { state in
            state.failure = error
            state.pending = []
            state.memory = []
            unread.store(0, ordering: .sequentiallyConsistent)
        }
    }

    /// Writes all bytes.
    ///
    /// It waits for room first and then writes no more than a pipe with room is sure to take, so that a client that
    /// does not read can never block this thread past the deadline.
    private func write(_ bytes: [UInt8]) throws(StdioError) {
        var offset = 0
        while offset < bytes.count {
            if descriptor.waitForRoom(milliseconds: 100) {
                offset += try descriptor.writePiece(of: bytes, from: offset)
            } else if isPastDeadline {
                throw .unread
            }
        }
    }

    private var isPastDeadline: Bool {
        state.withLock { state in
            guard let deadline = state.deadline else { return false }
            return ContinuousClock.now > deadline
        }
    }
}
