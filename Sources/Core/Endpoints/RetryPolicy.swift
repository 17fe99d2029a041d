/// When a failed request is sent again.
package struct RetryPolicy: Sendable {
    /// The number of attempts in all.
    package let attempts: Int
    /// The longest wait that a server may ask for.
    private static let longestWait = Duration.seconds(60)

    package init(attempts: Int) {
        self.attempts = attempts
    }

    /// How long to wait after a failed attempt, counted from 1; nil to give up.
    ///
    /// - Parameter asked: The server's Retry-After.
    func delay(after attempt: Int, asked: Duration?, jitter: Double) -> Duration? {
        guard attempt < attempts else { return nil }
        if let asked { return asked <= Self.longestWait ? asked : nil }
        // Half a second, doubled each time up to 16, of which a random half is left out so that callers do not come
        // back together.
        let longest = 0.5 * Double(1 << min(attempt - 1, 5))
        return .milliseconds(Int(longest * (500 + 500 * jitter)))
    }

    /// Whether a status may be temporary: too many requests, or a server in trouble.
    static func mayPass(_ status: UInt) -> Bool {
        status == 408 || status == 429 || status >= 500 && status != 501
    }
}
