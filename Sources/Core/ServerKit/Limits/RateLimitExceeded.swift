import Async

/// A caller has made more calls than allowed.
package struct RateLimitExceeded: Error, CustomStringConvertible {
    /// How long until its next call is let through.
    package let retryAfter: Duration
    private let rate: Double
    private let burst: Int

    init(retryAfter: Duration, rate: Double, burst: Int) {
        self.retryAfter = retryAfter
        self.rate = rate
        self.burst = burst
    }

    /// For the caller: what is allowed, and when to come again.
    package var description: String {
        let calls = rate.rounded() == rate ? "\(Int(rate))" : "\(rate)"
        return "Too many calls: each caller may make \(calls) per second, and \(burst) at once after a rest. "
            + "Nothing was done; call again in \(retryAfter.inWords)."
    }
}
