/// Some work took longer than allowed, and was cancelled.
package struct TimeLimitExceeded: Error, CustomStringConvertible {
    /// The time limit.
    package let limit: Duration

    init(limit: Duration) {
        self.limit = limit
    }

    package var description: String { "no end within \(limit.inWords)" }
}
