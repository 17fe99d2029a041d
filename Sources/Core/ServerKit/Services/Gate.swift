import ServiceLifecycle
import Synchronization

/// Opens once; until then those who pass through it wait.
final class Gate: Sendable {
    private let opening = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    func open() {
        opening.continuation.finish()
    }

    /// Returns when the gate is open, or the task is cancelled.
    func pass() async {
        for await _ in opening.stream {}
    }
}

/// A service that starts when a gate opens: nothing may compete with the first answer.
struct AfterGate: Service {
    let gate: Gate
    let service: any Service

    func run() async throws {
        await cancelWhenGracefulShutdown { await gate.pass() }
        if !Task.isShuttingDownGracefully { try await service.run() }
    }
}
