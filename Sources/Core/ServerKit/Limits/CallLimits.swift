import Async
import HTTP
import MCP

/// The limits on calls: how many per second a caller makes, how many run at once, how long one takes.
struct CallLimits: CallLimit {
    private let rate: RateLimiter?
    private let concurrency: ConcurrencyLimiter
    private let timeout: Duration?
    private let longTimeout: Duration?

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
        timeout = settings.callTimeout
        longTimeout = settings.longCallTimeout
    }

    func perform<Result: Sendable>(
        for caller: Caller,
        isLong: Bool,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try rate?.admit(caller.name)
        return try await concurrency.withPermit {
            guard let timeout = isLong ? longTimeout : timeout else { return try await work() }
            return try await withTimeLimit(timeout, work)
        }
    }
}
