package import Async
import Synchronization
import Text

/// Limits the calls per second of each caller, allowing bursts: one token bucket per caller.
///
/// A bucket is stored as the moment at which it will be full again. A full bucket need not be stored.
package final class RateLimiter: Sendable {
    /// A moment of the clock that runs on while the machine sleeps.
    package typealias Instant = ContinuousClock.Instant

    private let rate: Double
    private let burst: Int
    private let maximumCallers: Int
    /// The time one token takes.
    private let interval: Duration
    private let fullAt = Mutex<[BytewiseString: Instant]>([:])

    /// - Parameters:
    ///   - rate: Calls per second in the long run, from one in eleven days (0.000001) to a million, with fractions.
    ///   - burst: Calls at once after a rest, 1 to a million.
    ///   - maximumCallers: How many callers are remembered. Beyond that, those with the fullest buckets are forgotten,
    ///     and start with a full one when they come back.
    /// - Throws: ``InvalidLimit`` for a rate or burst outside its range.
    package init(perSecond rate: Double, burst: Int, maximumCallers: Int = 10_000) throws(InvalidLimit) {
        try InvalidLimit.check(rate, in: 0.000001...1_000_000, "The calls a second must be 0.000001 to 1000000")
        try InvalidLimit.check(burst, in: 1...1_000_000, "The calls at once must be 1 to 1000000")
        try InvalidLimit.check(maximumCallers, in: 1..., "The callers to tell apart must be 1 or more")
        self.rate = rate
        self.burst = burst
        self.maximumCallers = maximumCallers
        interval = .seconds(1 / rate)
    }

    /// How many callers are remembered.
    var callers: Int { fullAt.withLock { $0.count } }

    /// Takes a token, if there is one.
    ///
    /// - Returns: How long the caller has to wait for one; nil when it may go on. A refused call costs nothing.
    package func delay(for caller: String, at now: Instant = .now) -> Duration? {
        let caller = BytewiseString(caller)
        return fullAt.withLock { fullAt in
            let fullNow = max(fullAt[caller] ?? now, now)
            let fullThen = fullNow + interval
            let excess = now.duration(to: fullThen) - interval * burst
            if excess > .zero { return excess }
            if fullAt[caller] == nil, fullAt.count >= maximumCallers { makeRoom(in: &fullAt, at: now) }
            fullAt[caller] = fullThen
            return nil
        }
    }

    /// Takes a token, or refuses the call with an error that tells the caller when to come again.
    package func admit(_ caller: String, at now: Instant = .now) throws(RateLimitExceeded) {
        guard let delay = delay(for: caller, at: now) else { return }
        throw RateLimitExceeded(retryAfter: delay, rate: rate, burst: burst)
    }

    private func makeRoom(in fullAt: inout [BytewiseString: Instant], at now: Instant) {
        fullAt = fullAt.filter { $0.value > now }
        // An eighth more than needed: sorting for each newcomer would let a client keep the server busy.
        let kept = maximumCallers - max(maximumCallers / 8, 1)
        guard fullAt.count > kept else { return }
        let emptiest = fullAt.sorted { $0.value > $1.value }.prefix(kept)
        fullAt = Dictionary(uniqueKeysWithValues: emptiest.map { ($0.key, $0.value) })
    }
}
