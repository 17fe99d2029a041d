extension PostgresConnection {
    /// The outcome of checking an idle connection.
    enum Fitness: Sendable {
        case fit
        /// It has ended.
        case dead
        /// Nobody answers: other connections to the same server would not be answered either.
        case silent
    }

    /// Checks whether the connection still works: looks at the socket, and makes a round trip when it has been idle for
    /// long.
    ///
    /// - Parameter limit: How long the server may take to answer. A connection that is silent for longer is lost.
    func fitness(verify: Bool, within limit: Duration) async -> Fitness {
        guard isUsable else { return .dead }
        guard verify else { return .fit }
        do {
            try await ping(within: limit)
            return .fit
        } catch {
            if error.code == .timeout { return .silent }
            // Cancellation does not mean that the connection is bad.
            return isUsable ? .fit : .dead
        }
    }
}
