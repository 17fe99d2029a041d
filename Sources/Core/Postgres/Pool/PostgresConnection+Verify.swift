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
        guard isUsable else { return .dead }
        guard verify else { return .fit }
        do {
            try await ping(within: limit)
            return .fit
        } catch {
            if error.code == .timeout { return .silent }
            // A cancelled caller has not learnt that the connection is bad.
            return isUsable ? .fit : .dead
        }
    }
}
