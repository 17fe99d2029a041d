import CLibpq
import Glibc

extension PostgresConnection {
    /// What a look at an idle connection finds.
    enum Fitness: Sendable {
        case fit
        /// It has ended.
        case dead
        /// Nobody answers: others that go the same way would not be answered either.
        case silent
    }

    /// Whether the connection still serves: a look at the socket, and a round trip when it has been idle for long.
    ///
    /// - Parameter limit: How long the server may take to answer. A connection that is silent for longer is lost.
    func fitness(verify: Bool, within limit: Duration) async -> Fitness {
        // A server that ends a session first says why: the second look finds the end behind that.
        guard isUsable, isUsable else { return .dead }
        guard verify else { return .fit }
        let deadline = ContinuousClock.now + limit
        do {
            return try await statement { () throws(PostgresError) in try link.answer(by: deadline) }
        } catch {
            // A cancelled caller has not learnt that the connection is bad.
            return isUsable ? .fit : .dead
        }
    }
}

extension Link {
    /// One round trip that does not wait for a server that is silent.
    fileprivate func answer(by deadline: ContinuousClock.Instant) throws(PostgresError) -> PostgresConnection.Fitness {
        guard sendSimple("SELECT 1") else {
            markLost()
            return .dead
        }
        while true {
            while unsafe PQisBusy(handle) != 0 {
                var descriptors = [
                    pollfd(fd: unsafe PQsocket(handle), events: Int16(POLLIN), revents: 0),
                    pollfd(fd: signal.descriptor, events: Int16(POLLIN), revents: 0),
                ]
                let count = unsafe poll(&descriptors, 2, deadline.millisecondsFromNow)
                if count > 0, descriptors[1].revents != 0 { signal.reset() }
                // What the server may still say would be taken for the answer to the next statement.
                if count == 0 || isCancelRequested { markLost() }
                if count == 0 { return .silent }
                if isCancelRequested { throw PostgresConnection.notBegun }
                if descriptors[0].revents == 0 { continue }
                guard unsafe PQconsumeInput(handle) == 1 else {
                    markLost()
                    return .dead
                }
            }
            guard let result = unsafe PQgetResult(handle) else { return checkAlive() ? .fit : .dead }
            unsafe PQclear(result)
        }
    }
}
