/// One transaction, savepoint or COPY in progress, as the tasks inside it see it.
final class TransactionFrame: Sendable {
    let connection: ObjectIdentifier
    let parent: TransactionFrame?
    /// A COPY, during which the connection can do nothing else.
    let isCopy: Bool

    /// The innermost transaction that the current task is in, on any connection.
    @TaskLocal static var current: TransactionFrame?

    init(on connection: PostgresConnection, isCopy: Bool = false) {
        self.isCopy = isCopy
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
