import FoundationEssentials
package import Logging
import ServiceLifecycle

/// Tells systemd when the server is ready, at intervals that it is alive, and at the end that it stops.
///
/// Services are stopped in reverse order: as the last of its group, this one says at once that the server stops.
package struct WatchdogService: Service {
    private let notifier: SystemdNotifier
    private let interval: Duration?
    private let logger: Logger
    private let whenReady: @Sendable () async throws -> Void
    private let isAlive: @Sendable () async -> Bool

    /// - Parameters:
    ///   - notifier: Sends the messages.
    ///   - interval: How long systemd waits for a sign of life, or nil when it does not; see
    ///     ``interval(environment:process:)``.
    ///   - logger: Logs when the server is not alive.
    ///   - whenReady: Returns when the server is ready. When it throws, so does the service.
    ///   - isAlive: Whether the server works. While it says no, or does not answer, systemd hears nothing, and restarts
    ///     the server in the end. It should return when it is cancelled, for the service waits for it.
    package init(
        notifier: SystemdNotifier = SystemdNotifier(),
        interval: Duration? = Self.interval(),
        logger: Logger,
        whenReady: @escaping @Sendable () async throws -> Void = {},
        isAlive: @escaping @Sendable () async -> Bool = { true }
    ) {
        self.notifier = notifier
        self.interval = interval
        self.logger = logger
        self.whenReady = whenReady
        self.isAlive = isAlive
    }

    /// How long systemd waits for a sign of life of this process (`WatchdogSec=` of the unit), or nil when it does not.
    package static func interval(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        process: Int32 = ProcessInfo.processInfo.processIdentifier
    ) -> Duration? {
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap(Int64.init), microseconds > 0 else { return nil }
        // Child processes inherit the variables too, but systemd expects nothing of them.
        if let owner = environment["WATCHDOG_PID"], owner != String(process) { return nil }
        return .microseconds(microseconds)
    }

    /// Runs until graceful shutdown.
    package func run() async throws {
        defer { notifier.stopping() }
        try await cancelWhenGracefulShutdown {
            do {
                try await whenReady()
                try Task.checkCancellation()
                try await sayReady()
                try await giveSignsOfLife()
            } catch is CancellationError where Task.isCancelled {}
        }
    }

    /// systemd would end a unit that never says it is ready, so this message alone is sent until it gets through.
    private func sayReady() async throws {
        guard notifier.isActive, !notifier.ready() else { return }
        logger.warning("systemd cannot be told that the server is ready; trying again")
        repeat { try await Task.sleep(for: .milliseconds(200)) } while !notifier.ready()
    }

    private func giveSignsOfLife() async throws {
        // Nobody waits for a sign of life, but the service must not end before the others.
        guard notifier.isActive, let interval else { return try await gracefulShutdown() }
        var wasAlive = true
        while true {
            let isAlive = await isAlive()
            try Task.checkCancellation()
            if isAlive {
                notifier.watchdog()
            } else if wasAlive {
                logger.error("the server is not alive: systemd gets no sign of life until it is")
            }
            wasAlive = isAlive
            try await Task.sleep(for: interval / 2)
        }
    }
}
