import Async
import ServiceLifecycle

/// A service that starts when a latch opens: nothing may compete with the first answer.
struct AfterLatch: Service {
    let latch: Latch
    let service: any Service

    func run() async throws {
        let isOpen = await cancelWhenGracefulShutdown { await latch.wait() }
        if isOpen, !Task.isShuttingDownGracefully { try await service.run() }
        // A service that ends by itself while others are being stopped would count as a failure.
        try? await gracefulShutdown()
    }
}
