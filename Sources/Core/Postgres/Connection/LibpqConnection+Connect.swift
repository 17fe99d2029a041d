import CLibpq
import Glibc

extension LibpqConnection {
    /// Connects to the first host that accepts the connection.
    /// - Returns: How long that host may take for anything that belongs to connecting; nil for no limit.
    func connect(_ configuration: PostgresConfiguration) throws(PostgresError) -> Duration? {
        var failures: [PostgresError] = []
        for attempt in try ConnectionAttempt.all(for: configuration) {
            do throws(PostgresError) {
                try connect(attempt)
                return attempt.timeout
            } catch {
                guard error.code != .cancelled else { throw error }
                failures.append(error)
            }
        }
        throw Self.summary(of: failures)
    }

    /// Combines the errors of all hosts into one.
    private static func summary(of failures: [PostgresError]) -> PostgresError {
        guard failures.count > 1, let last = failures.last else {
            return failures.last ?? PostgresError(.configuration, "the configuration names no host")
        }
        return PostgresError(
            failures.allSatisfy { $0.code == .timeout } ? .timeout : .connection,
            "no host accepted the connection: " + failures.map(\.message).joined(separator: "; "),
            server: last.server,
            statement: nil
        )
    }

    private func connect(_ attempt: ConnectionAttempt) throws(PostgresError) {
        guard let handle = unsafe attempt.start() else { throw PostgresError(.connection, "out of memory") }
        let deadline = attempt.timeout.map { ContinuousClock.now + $0 }
        var direction = PGRES_POLLING_WRITING
        while unsafe PQstatus(handle) != CONNECTION_BAD {
            do throws(PostgresError) {
                try unsafe wait(for: handle, reading: direction == PGRES_POLLING_READING, until: deadline, attempt)
            } catch {
                unsafe PQfinish(handle)
                throw error
            }
            direction = unsafe PQconnectPoll(handle)
            if direction == PGRES_POLLING_OK { return unsafe adopt(handle) }
            if direction == PGRES_POLLING_FAILED { break }
        }
        defer { unsafe PQfinish(handle) }
        throw PostgresError(.connection, unsafe String(cString: PQerrorMessage(handle)).trimmedLines)
    }

    private func wait(
        for handle: OpaquePointer,
        reading: Bool,
        until deadline: ContinuousClock.Instant?,
        _ attempt: ConnectionAttempt
    ) throws(PostgresError) {
        while true {
            guard !isCancelRequested else {
                throw PostgresError(.cancelled, "the task was cancelled while connecting")
            }
            let timeout = deadline?.millisecondsFromNow ?? -1
            guard timeout != 0 else {
                throw PostgresError(.timeout, "\(attempt.place) did not answer within \(attempt.timeout ?? .zero)")
            }
            var descriptors = [
                pollfd(fd: unsafe PQsocket(handle), events: Int16(reading ? POLLIN : POLLOUT), revents: 0),
                pollfd(fd: signal.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            guard unsafe poll(&descriptors, 2, timeout) > 0 else { continue }
            if descriptors[1].revents != 0 { signal.reset() }
            if descriptors[0].revents != 0 { return }
        }
    }
}
