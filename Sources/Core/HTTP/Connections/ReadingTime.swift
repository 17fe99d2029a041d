import NIOCore

/// How much longer a client may leave an answer unread. The time is used up while it does not read, and comes back while
/// it does, so that nobody can hold an answer for ever by reading a little now and then.
struct ReadingTime {
    private let most: TimeAmount
    private var left: TimeAmount
    /// When the client began to read, or not to.
    private var since: NIODeadline
    private(set) var isStalled = false

    init(_ most: TimeAmount, at now: NIODeadline) {
        self.most = most
        left = most
        since = now
    }

    /// The client does not read.
    ///
    /// - Returns: When its time is up.
    mutating func stall(at now: NIODeadline) -> NIODeadline {
        isStalled = true
        left = min(most, left + (now - since))
        since = now
        return now + left
    }

    /// The client has read.
    mutating func resume(at now: NIODeadline) {
        isStalled = false
        left = left - (now - since)
        since = now
    }
}
