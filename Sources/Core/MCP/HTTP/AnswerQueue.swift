import DequeModule
import Synchronization

/// The messages for the client of one request, on their way from the work to the one task that writes.
final class AnswerQueue: Sendable {
    enum Item {
        /// A notification.
        case notification([UInt8])
        /// Time has passed.
        case tick
        /// The client has ended its side of the connection.
        case clientLeft
        /// The last message, or nil where the client wants none.
        case answer(Response?)
    }

    private struct State {
        var notifications: Deque<[UInt8]> = []
        var bytes = 0
        var isTickDue = false
        var hasClientLeft = false
        /// Set once.
        var answer: Response??
        /// Senders that wait until their message is written.
        var waiting: CheckedContinuation<Bool, Never>?
        var isBroken = false
    }

    /// How many bytes of notifications are kept for a slow client; further notifications are dropped, which is allowed.
    private static let capacity = 1 << 20

    private let state = Mutex(State())
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init() {
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    // MARK: In

    /// Adds a notification; never blocks.
    func notify(_ message: [UInt8]) {
        let isNews = state.withLock { state in
            guard state.answer == nil, !state.isBroken, state.bytes + message.count <= Self.capacity else {
                return false
            }
            state.notifications.append(message)
            state.bytes += message.count
            return true
        }
        if isNews { signal.yield() }
    }

    /// Adds a notification, and returns when it was written. One at a time.
    func send(_ message: [UInt8]) async throws {
        let isWritten = await withCheckedContinuation { (written: CheckedContinuation<Bool, Never>) in
            let isTaken = state.withLock { state in
                guard state.answer == nil, !state.isBroken else { return false }
                state.notifications.append(message)
                state.bytes += message.count
                state.waiting = written
                return true
            }
            if isTaken { signal.yield() } else { written.resume(returning: false) }
        }
        if !isWritten { throw CancellationError() }
    }

    func tick() {
        state.withLock { $0.isTickDue = true }
        signal.yield()
    }

    func clientLeft() {
        state.withLock { $0.hasClientLeft = true }
        signal.yield()
    }

    /// Adds the last message; only the first call counts.
    func finish(_ answer: Response?) {
        state.withLock { state in
            if state.answer == nil { state.answer = .some(answer) }
        }
        signal.yield()
    }

    // MARK: Out

    /// The next thing to write. Asking for it means that the previous one was written.
    func next() async -> Item {
        while true {
            if let item = take() { return item }
            var iterator = signals.makeAsyncIterator()
            // Only a cancelled task gets nil; nobody waits for its answer.
            if await iterator.next() == nil { return .answer(nil) }
        }
    }

    /// Stops the queue, because nobody reads any more.
    func breakOff() {
        let waiting = state.withLock { state in
            state.isBroken = true
            state.notifications = []
            state.bytes = 0
            return state.waiting.take()
        }
        waiting?.resume(returning: false)
    }

    private func take() -> Item? {
        let (item, written): (Item?, CheckedContinuation<Bool, Never>?) = state.withLock { state in
            if let message = state.notifications.popFirst() {
                state.bytes -= message.count
                return (.notification(message), nil)
            }
            let written = state.waiting.take()
            if let answer = state.answer { return (.answer(answer), written) }
            if state.hasClientLeft {
                state.hasClientLeft = false
                return (.clientLeft, written)
            }
            guard state.isTickDue else { return (nil, written) }
            state.isTickDue = false
            return (.tick, written)
        }
        written?.resume(returning: true)
        return item
    }
}
