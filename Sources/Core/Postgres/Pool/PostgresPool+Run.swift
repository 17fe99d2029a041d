import Synchronization

extension PostgresPool {
    /// Maintains the pool until the task is cancelled or the pool is closed: opens the minimum of connections ahead of
    /// time, and closes those that are too old or idle for too long.
    ///
    /// A pool works without this, but then it notices age only when a connection is leased or comes back.
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
