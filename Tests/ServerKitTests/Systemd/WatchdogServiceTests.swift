import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import ServerKit

@Suite("Signs of life for systemd", .timeLimit(.minutes(1)))
struct WatchdogServiceTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Runs a service in a group; the group's shutdown is begun when the body has returned.
    private func running(
        _ service: WatchdogService,
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let group = ServiceGroup(configuration: .init(services: [.init(service: service)], logger: logger))
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await body()
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private func expect(
        _ message: String,
        from listener: NotificationListener,
        at place: SourceLocation = #_sourceLocation
    ) async throws {
        let next = try await listener.nextMessage()
        #expect(next == message, sourceLocation: place)
    }

    @Test("ready is said when the server is, then signs of life, and at the end that it stops")
    func life() async throws {
        let listener = try NotificationListener()
        let (gate, open) = AsyncStream<Void>.makeStream()
        let service = WatchdogService(
            notifier: SystemdNotifier(environment: listener.environment),
            interval: .milliseconds(20),
            logger: logger,
            whenReady: { for await _ in gate {} }
        )
        try await running(service) {
            #expect(listener.message() == nil)
            open.finish()
            try await expect("READY=1", from: listener)
            for _ in 0..<3 { try await expect("WATCHDOG=1", from: listener) }
        }
        var last: String?
        while let message = listener.message() { last = message }
        #expect(last == "STOPPING=1")
    }

    @Test("a server that is not alive gives no sign, and one that is again does")
    func notAlive() async throws {
        let listener = try NotificationListener()
        let checks = Atomic(0)
        let signs = Atomic(0)
        let service = WatchdogService(
            notifier: SystemdNotifier(environment: listener.environment),
            interval: .milliseconds(10),
            logger: logger,
            isAlive: {
                let check = checks.add(1, ordering: .relaxed).newValue
                guard check <= 2 || check > 12 else { return false }
                signs.add(1, ordering: .relaxed)
                return true
            }
        )
        try await running(service) {
            try await expect("READY=1", from: listener)
            for _ in 0..<2 { try await expect("WATCHDOG=1", from: listener) }
            // The third sign can only be that of the thirteenth check.
            try await expect("WATCHDOG=1", from: listener)
            #expect(checks.load(ordering: .relaxed) >= 13)
        }
        var more = 0
        while let message = listener.message(), message == "WATCHDOG=1" { more += 1 }
        // One sign may have been decided on and not given, when the end came between.
        #expect((0...1).contains(signs.load(ordering: .relaxed) - (3 + more)))
    }

    @Test("without systemd, or a watchdog, the service only waits for the end", arguments: [true, false])
    func withoutWatchdog(listens: Bool) async throws {
        let listener = try NotificationListener()
        let service = WatchdogService(
            notifier: SystemdNotifier(environment: listens ? listener.environment : [:]),
            interval: nil,
            logger: logger,
            isAlive: {
                Issue.record("nobody asked")
                return true
            }
        )
        try await running(service) {
            if listens { try await expect("READY=1", from: listener) }
        }
        #expect(listener.message() == (listens ? "STOPPING=1" : nil))
        #expect(listener.message() == nil)
    }

    @Test("a server that is stopped before it is ready never says it is ready", arguments: [true, false])
    func stoppedEarly(throwsError: Bool) async throws {
        let listener = try NotificationListener()
        let (starts, started) = AsyncStream<Void>.makeStream()
        let service = WatchdogService(
            notifier: SystemdNotifier(environment: listener.environment),
            interval: .milliseconds(10),
            logger: logger,
            whenReady: {
                started.finish()
                do { try await Task.sleep(for: .seconds(3600)) } catch { if throwsError { throw error } }
            }
        )
        try await running(service) { for await _ in starts {} }
        #expect(listener.message() == "STOPPING=1")
    }

    @Test("a server that cannot get ready fails, and says that it stops")
    func failedStart() async throws {
        struct NoDatabase: Error {}
        let listener = try NotificationListener()
        let service = WatchdogService(
            notifier: SystemdNotifier(environment: listener.environment),
            interval: nil,
            logger: logger,
            whenReady: { throw NoDatabase() }
        )
        await #expect(throws: NoDatabase.self) { try await service.run() }
        #expect(listener.message() == "STOPPING=1")
    }

    @Test(
        "the interval is systemd's, where it is meant for this process",
        arguments: [
            (["WATCHDOG_USEC": "30000000"], Duration.seconds(30)),
            (["WATCHDOG_USEC": "500", "WATCHDOG_PID": "42"], .microseconds(500)),
            (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "43"], nil),
            (["WATCHDOG_USEC": "0"], nil),
            (["WATCHDOG_USEC": "-1"], nil),
            (["WATCHDOG_USEC": "soon"], nil),
            (["WATCHDOG_PID": "42"], nil),
            ([:], nil),
        ] as [([String: String], Duration?)]
    )
    func interval(environment: [String: String], expected: Duration?) {
        #expect(WatchdogService.interval(environment: environment, process: 42) == expected)
    }
}
