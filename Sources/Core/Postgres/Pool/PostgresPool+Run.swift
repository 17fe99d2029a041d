import Synchronization

extension PostgresPool {
    /// Keeps the pool in shape until the task is cancelled or the pool is closed: opens the minimum of connections ahead,
    /// closes those that are idle for too long or too old.
    ///
    /// A pool works without this; it then notices age only when a connection is lent or comes back.
    public func run() async {
        let limits = configuration.limits
        let pause = min(max(min(limits.idleTimeout, limits.lifetime) / 4, .milliseconds(50)), .seconds(30))
        while !Task.isCancelled {
            let (grants, followUp, isClosed) = state.withLock { state in
                let (grants, followUp) = state.upkeep(at: .now)
                return (grants, followUp, state.machine.isClosed)
            }
            await finish(followUp)
            if isClosed { return }
            for case .open(let place, let notBefore) in grants { await openAhead(place, notBefore: notBefore) }
            try? await Task.sleep(for: pause)
        }
    }
}
