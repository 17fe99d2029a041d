/// Some work took longer than allowed, and was cancelled.
package struct TimeLimitExceeded: Error, CustomStringConvertible {
    /// The time limit.
    package let limit: Duration

    init(limit: Duration) {
        self.limit = limit
    }

    /// For the caller: what happened, and what to do.
    package var description: String {
        "The call took longer than the \(limit.inWords) a call may take, and was stopped. "
            + "Ask for less at once, or have the server's time limit raised."
    }
}
