import Async

extension PostgresError.Code {
    /// No connection of a pool became free in time.
    public static let poolTimeout = PostgresError.Code("poolTimeout")
    /// The pool is closed, or too many wait for it.
    public static let poolUnavailable = PostgresError.Code("poolUnavailable")
}

extension PostgresError {
    static let poolClosed = PostgresError(
        .poolUnavailable,
        "the connection pool is closed: the program is shutting down"
    )

    static func poolFull(waiting: Int) -> PostgresError {
        PostgresError(
            .poolUnavailable,
            "\(waiting) callers already wait for a database connection; try again later, or allow more connections"
        )
    }

    /// - Parameter reason: Why no connection could be opened, if that was tried.
    static func poolTimeout(
        after limit: Duration,
        _ counts: PostgresPoolCounts,
        maximum: Int,
        reason: (any Error)?
    ) -> PostgresError {
        let limit = limit.inWords
        if let reason {
            return PostgresError(
                .poolTimeout,
                "no database connection within \(limit); the last attempt failed: \(reason)"
            )
        }
        let use =
            counts.leased >= maximum
            ? "all \(maximum) are in use, and \(counts.waiting) more callers wait"
            : "\(counts.leased) are in use and \(counts.opening) are being opened"
        return PostgresError(
            .poolTimeout,
            """
            no database connection became free within \(limit); \(use). Allow more connections, hold each for a shorter \
            time, or do not ask for a second one while holding a first
            """
        )
    }
}
