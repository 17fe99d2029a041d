import Synchronization

/// A value that takes time to start: the first caller starts it, and all callers await it.
///
/// A failed start is retried at the next use, so a server can start before its database.
public final class LazyValue<Value: Sendable>: Sendable {
    private let starting = Mutex<Task<Value, any Error>?>(nil)
    private let started = Mutex<Value?>(nil)
    private let start: @Sendable () async throws -> Value

    /// Nothing is started yet.
    public init(_ start: @escaping @Sendable () async throws -> Value) {
        self.start = start
    }

    /// The value, started if necessary. A caller that is cancelled stops waiting; the start goes on for the others.
    public func value() async throws -> Value {
        if let value = startedValue { return value }
        let task = starting.withLock { task in
            if let task { return task }
            // It belongs to all waiting callers, so it is a task of its own.
            let new = Task {
                do {
                    let value = try await start()
                    started.withLock { $0 = value }
                    return value
                } catch {
                    // The next caller that needs the value starts it again.
                    starting.withLock { $0 = nil }
                    throw error
                }
            }
            task = new
            return new
        }
        return try await task.valueUnlessCancelled
    }

    /// The value where it has been started; reading this does not start it.
    package var startedValue: Value? { started.withLock { $0 } }

    /// Cancels a start in progress, and returns the value where it was started, so that it can be closed.
    package func stop() async -> Value? {
        guard let task = starting.withLock({ $0 }) else { return nil }
        task.cancel()
        return try? await task.value
    }
}

extension Task where Failure == any Error {
    /// The value, or `CancellationError` as soon as the waiting task is cancelled.
    fileprivate var valueUnlessCancelled: Success {
        get async throws {
            let (outcomes, outcome) = AsyncStream<Result<Success, any Error>>.makeStream()
            let waiting = Task<Void, Never> {
                outcome.yield(await self.result)
                outcome.finish()
            }
            defer { waiting.cancel() }
            // A stream ends for a task that is cancelled; awaiting another task does not.
            for await result in outcomes { return try result.get() }
            throw Swift.CancellationError()
        }
    }
}
