/// One transaction or savepoint under way, as the tasks inside it know it.
final class TransactionFrame: Sendable {
    let connection: ObjectIdentifier
    let parent: TransactionFrame?

    /// The innermost transaction that the current task is in, on any connection.
    @TaskLocal static var current: TransactionFrame?

    init(on connection: PostgresConnection) {
        self.connection = ObjectIdentifier(connection)
        parent = TransactionFrame.current
    }

    /// The innermost transaction of the current task on `connection`.
    static func current(on connection: PostgresConnection) -> TransactionFrame? {
        var frame = current
        while let candidate = frame, candidate.connection != ObjectIdentifier(connection) { frame = candidate.parent }
        return frame
    }
}
