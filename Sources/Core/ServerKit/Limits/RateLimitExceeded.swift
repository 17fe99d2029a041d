/// A caller makes more calls than it may.
public struct RateLimitExceeded: Error, CustomStringConvertible {
    /// How long until its next call is let through.
    public let retryAfter: Duration
    private let rate: Double
    private let burst: Int

    init(retryAfter: Duration, rate: Double, burst: Int) {
        self.retryAfter = retryAfter
        self.rate = rate
        self.burst = burst
    }

    /// The same in whole seconds, rounded up, for the HTTP header `Retry-After`.
    public var retryAfterSeconds: Int64 { retryAfter.wholeSeconds }

    /// For the caller: what is allowed, and when to come again.
    public var description: String {
        let calls = rate.rounded() == rate ? "\(Int(rate))" : "\(rate)"
        return "Too many calls: each caller may make \(calls) a second, and \(burst) at once after a rest. "
            + "Nothing was done; call again in \(retryAfter.inWords)."
    }
}
