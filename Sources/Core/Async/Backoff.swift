/// How long to wait after failures, so that what is in trouble is not asked all the time, nor by all at once.
package struct Backoff: Sendable, Hashable {
    /// The longest wait after one failure; it doubles with each further one.
    package var first: Duration
    /// What no wait is longer than.
    package var longest: Duration

    /// Waits that double from `first` up to `longest`.
    package init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// How long to wait after so many failures in a row.
    ///
    /// - Parameter jitter: 0 to 1, of which at most half the wait depends; random, so that callers part ways.
    package func delay(afterFailures failures: Int, jitter: Double = .random(in: 0...1)) -> Duration {
        min(first * (1 << min(max(0, failures - 1), 30)), longest) * (0.5 + 0.5 * jitter)
    }
}
