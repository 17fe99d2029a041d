/// Observes a pool. Methods are called on the thread of the event and must return quickly; by default they do nothing.
public protocol PostgresPoolMetrics: Sendable {
    /// A connection was opened, its settings included.
    func connectionOpened(in duration: Duration)
    /// A connection could not be opened.
    func connectionFailed(_ error: any Error)
    /// A connection left the pool.
    func connectionClosed()
    /// A caller got a connection, having waited.
    func connectionLeased(waited: Duration)
    /// A caller gave a connection back, having held it.
    func connectionReleased(held: Duration)
    /// A caller left without a connection: it timed out, was refused or was cancelled.
    func leaseFailed(waited: Duration, _ error: any Error)
    /// The number of connections or callers has changed.
    func changed(_ counts: PostgresPoolCounts)
}

extension PostgresPoolMetrics {
    /// Does nothing.
    public func connectionOpened(in duration: Duration) {}
    /// Does nothing.
    public func connectionFailed(_ error: any Error) {}
    /// Does nothing.
    public func connectionClosed() {}
    /// Does nothing.
    public func connectionLeased(waited: Duration) {}
    /// Does nothing.
    public func connectionReleased(held: Duration) {}
    /// Does nothing.
    public func leaseFailed(waited: Duration, _ error: any Error) {}
    /// Does nothing.
    public func changed(_ counts: PostgresPoolCounts) {}
}

/// How many connections and callers a pool has at one moment.
public struct PostgresPoolCounts: Equatable, Sendable {
    /// Open connections that nobody uses.
    public internal(set) var idle = 0
    /// Connections in use.
    public internal(set) var leased = 0
    /// Connections being opened.
    public internal(set) var opening = 0
    /// Callers waiting for a connection.
    public internal(set) var waiting = 0
    /// Connections that count against the maximum.
    public var total: Int { idle + leased + opening }
}
