import Async

/// When a request that failed is sent again.
package struct RetryPolicy: Sendable {
    /// The number of attempts in all.
    package let attempts: Int
    /// The longest wait that a server may ask for.
    private static let longestWait = Duration.seconds(60)
    private static let backoff = Backoff(first: .milliseconds(500), longest: .seconds(16))

    package init(attempts: Int) {
        self.attempts = attempts
    }

    /// How long to wait after a failed attempt, counted from 1; nil to give up.
    ///
    /// - Parameter asked: The server's Retry-After.
    func delay(after attempt: Int, asked: Duration?, jitter: Double) -> Duration? {
        guard attempt < attempts else { return nil }
        if let asked { return asked <= Self.longestWait ? asked : nil }
        return Self.backoff.delay(afterFailures: attempt, jitter: jitter)
    }

    /// Whether a status may be temporary: too many requests, or a server in trouble.
    static func mayPass(_ status: UInt) -> Bool {
        status == 408 || status == 429 || status >= 500 && status != 501
    }
}
