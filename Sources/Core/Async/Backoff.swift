/// How long to wait after failures, so that callers do not retry constantly, nor all at once.
package struct Backoff: Sendable, Hashable {
    /// The longest wait after one failure; it doubles with each further one.
    package var first: Duration
    /// The longest wait.
    package var longest: Duration

    /// Waits that double from `first` up to `longest`.
    package init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// How long to wait after a number of failures in a row.
    ///
    /// - Parameter jitter: 0 to 1, which determines up to half of the wait; random, so that callers spread out.
    package func delay(afterFailures failures: Int, jitter: Double = .random(in: 0...1)) -> Duration {
        min(first * (1 << min(max(0, failures - 1), 30)), longest) * (0.5 + 0.5 * jitter)
    }
}
