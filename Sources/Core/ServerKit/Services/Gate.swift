import ServiceLifecycle
import Synchronization

/// Opens once; until then those who pass through it wait.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [Int: AsyncStream<Never>.Continuation] = [:]
        var count = 0
    }

    private let state = Mutex(State())

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for one in waiting { one.finish() }
    }

    /// Returns when the gate is open, or the task is cancelled.
    ///
    /// - Returns: whether the gate is open.
    @discardableResult
    func pass() async -> Bool {
        // Each has a stream of its own: one that is cancelled ends it for all who read it.
        let (opening, continuation) = AsyncStream<Never>.makeStream()
        let number: Int? = state.withLock { state in
            guard !state.isOpen else { return nil }
            state.count += 1
            state.waiting[state.count] = continuation
            return state.count
        }
        guard let number else { return true }
        for await _ in opening {}
        return state.withLock { state in
            state.waiting[number] = nil
            return state.isOpen
        }
    }
}

/// A service that starts when a gate opens: nothing may compete with the first answer.
struct AfterGate: Service {
    let gate: Gate
    let service: any Service

    func run() async throws {
        let isOpen = await cancelWhenGracefulShutdown { await gate.pass() }
        if isOpen, !Task.isShuttingDownGracefully { try await service.run() }
        // One that ends by itself while others are being stopped would count as a failure.
        try? await gracefulShutdown()
    }
}
