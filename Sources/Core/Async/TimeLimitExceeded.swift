/// Some work took longer than allowed, and was cancelled.
package struct TimeLimitExceeded: Error, CustomStringConvertible {
    /// The time limit.
    package let limit: Duration

    /// What the work threw once it was cancelled.
    package let cause: any Error

    init(limit: Duration, cause: any Error) {
        self.limit = limit
        self.cause = cause
    }

    package var description: String { "no end within \(limit.inWords)" }
}
