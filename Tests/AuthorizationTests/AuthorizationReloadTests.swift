import FoundationEssentials
import Glibc
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import UnixSignals

@testable import Authorization

@Suite("Reloading on a signal")
struct AuthorizationReloadTests {
    @Test("SIGHUP reloads as often as it comes, and the signals that end a group still do", .timeLimit(.minutes(2)))
    func reload() async throws {
        // Trapped before the first is sent: until somebody does, SIGHUP ends the process.
        let trap = await UnixSignalsSequence(trapping: .sighup)
        let (reloads, reloaded) = AsyncStream<Void>.makeStream()
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: SignalReload { reloaded.yield() })],
                gracefulShutdownSignals: [.sigusr2],
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
        )
        async let running: Void = group.run()
        let isReady = Atomic(false)
        async let sending: Void = {
            // One that comes before the service listens is lost to it.
            while !isReady.load(ordering: .relaxed) {
                kill(getpid(), SIGHUP)
                try await Task.sleep(for: .milliseconds(50))
            }
        }()
        var iterator = reloads.makeAsyncIterator()
        await iterator.next()
        isReady.store(true, ordering: .relaxed)
        try await sending
        kill(getpid(), SIGHUP)
        await iterator.next()
        kill(getpid(), SIGUSR2)
        try await running
        _ = trap
    }
}
