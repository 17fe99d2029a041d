import ServiceLifecycle
import UnixSignals

/// Does something again whenever the process gets a signal, such as reading a file at SIGHUP.
///
/// The signal must not be among those that end the service group. Until this service runs, SIGHUP ends the process: it
/// belongs among the first services of a group.
struct SignalReload: Service {
    private let signal: UnixSignal
    private let reload: @Sendable () async -> Void

    /// A service for one signal; there may be one alone for each.
    init(on signal: UnixSignal = .sighup, reload: @escaping @Sendable () async -> Void) {
        self.signal = signal
        self.reload = reload
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in await UnixSignalsSequence(trapping: signal) { await reload() }
        }
    }
}
