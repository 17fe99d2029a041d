import Async
import HTTP
import MCP

/// The limits on calls: how many per second a caller makes, how many run at once, how long one takes.
struct CallLimits: CallLimit {
    private let rate: RateLimiter?
    private let concurrency: ConcurrencyLimiter
    /// Work that may outlast its call waits in a line of its own, so that short calls never wait for it.
    private let tasks: ConcurrencyLimiter
    /// Calls that do nothing but wait are refused where there are too many.
    private let waits: ConcurrencyLimiter
    private let timeout: Duration?
    private let longTimeout: Duration?
    private let taskTimeout: Duration?

    init(_ settings: ServingSettings) throws(InvalidLimit) {
        rate = try settings.rateLimit.map { rate throws(InvalidLimit) in
            // A burst is the calls of one second, but never less than one.
            try RateLimiter(perSecond: rate, burst: max(1, Int(rate.rounded(.up))))
        }
        concurrency = try ConcurrencyLimiter(
            running: settings.callConcurrency,
            waiting: 1024,
            maximumWait: .seconds(60)
        )
        tasks = try ConcurrencyLimiter(running: settings.callConcurrency, waiting: 1024)
        waits = try ConcurrencyLimiter(running: 1024, waiting: 0)
        timeout = settings.callTimeout
        longTimeout = settings.longCallTimeout
        taskTimeout = settings.taskTimeout
    }

    func perform<Result: Sendable>(
        _ call: LimitedCall,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        if let caller = call.caller { try rate?.admit(caller.name) }
        return try await line(of: call.length).withPermit {
            guard let timeout = timeout(of: call.length) else { return try await work() }
            return try await withTimeLimit(timeout, work)
        }
    }

    private func line(of length: LimitedCall.Length) -> ConcurrencyLimiter {
        switch length {
        case .short, .long: concurrency
        case .waiting: waits
        case .task: tasks
        }
    }

    private func timeout(of length: LimitedCall.Length) -> Duration? {
        switch length {
        case .short: timeout
        // What it asks for, and the time of any call.
        case .waiting: timeout.map { $0 + .seconds(300) }
        case .long: longTimeout
        case .task: taskTimeout
        }
    }
}
