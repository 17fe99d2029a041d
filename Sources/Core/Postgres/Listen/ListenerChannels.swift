import Synchronization
import Text

/// Which channels a listener wants, which its connection listens to, and the callers waiting for the two to agree.
final class ListenerChannels: Sendable {
    private struct State {
        var wanted: Set<BytewiseString> = []
        var listened: Set<BytewiseString> = []
        var waiting: [Waiter] = []
        var waiters: UInt64 = 0
        var waker: WakeSignal?
        var isFinished = false
    }

    private struct Waiter {
        let number: UInt64
        let channel: BytewiseString
        let continuation: CheckedContinuation<PostgresError?, Never>
    }

    private let state = Mutex(State())

    /// Asks for a channel and waits until it is listened to.
    func add(_ channel: String) async throws(PostgresError) {
        let number = state.withLock { state in
            state.waiters += 1
            return state.waiters
        }
        let failure = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waiter = Waiter(number: number, channel: BytewiseString(channel), continuation: continuation)
                if let answer = answer(to: waiter) { continuation.resume(returning: answer.failure) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: Self.cancelled)
        }
        if let failure { throw failure }
    }

    private struct Answer { var failure: PostgresError? }

    private static var cancelled: PostgresError { PostgresError(.cancelled, "the task was cancelled") }

    /// The immediate answer to a new waiter; nil when it has to wait.
    private func answer(to waiter: Waiter) -> Answer? {
        let (answer, waker) = state.withLock { state -> (Answer?, WakeSignal?) in
            guard !state.isFinished else {
                return (Answer(failure: PostgresError(.usage, "the listener has stopped")), nil)
            }
            guard !Task.isCancelled else { return (Answer(failure: Self.cancelled), nil) }
            state.wanted.insert(waiter.channel)
            guard !state.listened.contains(waiter.channel) else { return (Answer(), nil) }
            state.waiting.append(waiter)
            return (nil, state.waker)
        }
        waker?.wake()
        return answer
    }

    func remove(_ channel: String) {
        let waker = state.withLock { state in
            state.wanted.remove(BytewiseString(channel))
            return state.waker
        }
        waker?.wake()
    }

    /// A new connection, which listens to nothing yet.
    func connected(_ waker: WakeSignal) { state.withLock { $0.waker = waker } }

    func disconnected() {
        state.withLock { state in
            state.waker = nil
            state.listened = []
        }
    }

    /// There will be no further connection.
    func finish() {
        let waiting = state.withLock { state in
            state.isFinished = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting {
            waiter.continuation.resume(returning: PostgresError(.usage, "the listener has stopped"))
        }
    }

    /// What the connection must still do.
    var changes: (listen: [String], unlisten: [String]) {
        state.withLock { state in
            let missing = state.wanted.subtracting(state.listened)
            let surplus = state.listened.subtracting(state.wanted)
            return (missing.sorted().map(\.text), surplus.sorted().map(\.text))
        }
    }

    var hasChanges: Bool { state.withLock { $0.wanted != $0.listened } }

    /// Records changes that were made.
    func done(_ changes: (listen: [String], unlisten: [String])) {
        let satisfied = state.withLock { state in
            state.listened.formUnion(changes.listen.map { BytewiseString($0) })
            state.listened.subtract(changes.unlisten.map { BytewiseString($0) })
            let satisfied = state.waiting.filter {
                state.listened.contains($0.channel) || !state.wanted.contains($0.channel)
            }
            state.waiting.removeAll { waiter in satisfied.contains { $0.number == waiter.number } }
            return satisfied
        }
        for waiter in satisfied { waiter.continuation.resume(returning: nil) }
    }
}
