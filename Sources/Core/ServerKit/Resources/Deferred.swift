import Synchronization

/// Something that takes time to start: started once, by whoever needs it first, and awaited by all.
///
/// A failed start is tried again at the next use, so a server outlives a database that came up later than it did.
public final class Deferred<Value: Sendable>: Sendable {
    private let starting = Mutex<Task<Value, any Error>?>(nil)
    private let start: @Sendable () async throws -> Value

    /// Nothing is started yet.
    public init(_ start: @escaping @Sendable () async throws -> Value) {
        self.start = start
    }

    /// The value, started if need be.
    public func value() async throws -> Value {
        // The start belongs to all who wait, so it is a task of its own: a caller that is cancelled does not stop it.
        let task = starting.withLock { task in
            if let task { return task }
            let new = Task { try await start() }
            task = new
            return new
        }
        do {
            return try await task.value
        } catch {
            starting.withLock { if $0 == task { $0 = nil } }
            throw error
        }
    }

    /// The value if its start was ever asked for, for closing it; nil where it never was or failed.
    func valueIfStarted() async -> Value? {
        guard let task = starting.withLock({ $0 }) else { return nil }
        return try? await task.value
    }
}
