import Async
import Synchronization

/// Passes one value from work that cannot be cancelled to a receiver that may stop waiting.
final class OneShotChannel<Value: Sendable>: Sendable {
    private enum State {
        case idle
        case awaited(CheckedContinuation<Value?, Never>)
        case given(Value)
        /// The receiver has stopped waiting, or has the value.
        case over
    }

    private let state = Mutex(State.idle)

    /// - Returns: Whether the receiver takes the value; if not, the caller still owns it.
    func send(_ value: Value) -> Bool {
        let (isTaken, continuation) = state.withLock { state -> (Bool, CheckedContinuation<Value?, Never>?) in
            switch state {
            case .idle:
                state = .given(value)
                return (true, nil)
            case .awaited(let continuation):
                state = .over
                return (true, continuation)
            case .given, .over: return (false, nil)
            }
        }
        continuation?.resume(returning: value)
        return isTaken
    }

    /// Waits for the value; may be called once.
    ///
    /// - Returns: The value, or nil when the deadline or a cancellation came first.
    func receive(until deadline: ContinuousClock.Instant) async -> Value? {
        (try? await withTimeLimit(until: deadline) { await self.receive() }) ?? nil
    }

    private func receive() async -> Value? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ended: Value?? = state.withLock { state in
                    switch state {
                    case .idle:
                        state = .awaited(continuation)
                        return nil
                    case .given(let value):
                        state = .over
                        return .some(value)
                    case .awaited, .over: return .some(nil)
                    }
                }
                if let ended { continuation.resume(returning: ended) }
            }
        } onCancel: {
            let continuation = state.withLock { state -> CheckedContinuation<Value?, Never>? in
                switch state {
                case .awaited(let continuation):
                    state = .over
                    return continuation
                case .idle:
                    state = .over
                    return nil
                case .given, .over: return nil
                }
            }
            continuation?.resume(returning: nil)
        }
    }
}
