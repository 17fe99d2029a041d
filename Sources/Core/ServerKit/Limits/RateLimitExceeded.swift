import Async

/// A caller has made more calls than allowed.
package struct RateLimitExceeded: Error, CustomStringConvertible {
    /// How long until its next call is let through.
    package let retryAfter: Duration
    let rate: Double
    let burst: Int

    /// For the caller: what is allowed, and when to come again.
    package var description: String {
        "Too many calls: each caller may make \(rate.inWords) per second, and \(burst) at once after a rest. "
            + "Nothing was done; call again in \(retryAfter.inWords)."
    }
}
