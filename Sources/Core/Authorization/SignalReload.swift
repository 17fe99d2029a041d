import ServiceLifecycle
import UnixSignals

/// Repeats an action whenever the process gets a signal, such as reading a file on SIGHUP.
///
/// The signal must not be among those that end the service group. Until this service runs, SIGHUP ends the process: it
/// belongs among the first services of a group.
struct SignalReload: Service {
    private let signal: UnixSignal
    private let reload: @Sendable () async -> Void

    /// A service for one signal; there may be only one for each signal.
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
