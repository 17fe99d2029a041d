/// Some work took longer than it may, and was cancelled.
package struct TimeLimitExceeded: Error, CustomStringConvertible {
    /// How long it may take.
    package let limit: Duration

    init(limit: Duration) {
        self.limit = limit
    }

    package var description: String { "no end within \(limit.inWords)" }
}
