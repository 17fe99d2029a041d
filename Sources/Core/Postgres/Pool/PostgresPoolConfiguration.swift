import Async

/// How a pool behaves. Every limit has a default that suits one server process; values that make no sense are
/// brought to the nearest that do.
public struct PostgresPoolConfiguration: Sendable {
    /// Where and how to connect. It is called before each new connection: a restarted server may be elsewhere.
    public var connection: @Sendable () async throws -> PostgresConfiguration
    /// Connections that ``PostgresPool/run()`` opens ahead and keeps; 0 opens none before the first use.
    public var minimumConnections = 0
    /// The most connections at once, at least 1.
    public var maximumConnections = 10
    /// The most callers that may wait for a connection at once; further ones are refused.
    public var maximumWaiters = 10_000
    /// How long a caller waits for a connection, verifying and opening one included.
    public var acquireTimeout = Duration.seconds(5)
    /// A connection idle for longer than this is asked `SELECT 1` before it is lent. One that does not answer in half
    /// of the caller's time is replaced by a new one.
    public var verifyAfter = Duration.seconds(10)
    /// A connection idle for longer than this is closed, unless it is one of the minimum.
    public var idleTimeout = Duration.seconds(300)
    /// A connection older than this, give or take a tenth, is closed when it comes back.
    public var maximumLifetime = Duration.seconds(3600)
    /// How long to wait after a server did not accept a connection. It doubles with each failure, up to the longest
    /// pause.
    public var firstBackoff = Duration.milliseconds(100)
    /// The longest pause.
    public var longestBackoff = Duration.seconds(5)
    /// Called on each new connection before anything else, for settings such as `SET hnsw.ef_search`. If it throws, the
    /// connection counts as failed.
    public var onConnect: (@Sendable (isolated PostgresConnection) async throws -> Void)?

    /// The defaults, for one server.
    public init(_ connection: PostgresConfiguration) { self.connection = { connection } }

    /// The defaults, for a server that must be found or started before each new connection.
    public init(_ connection: @escaping @Sendable () async throws -> PostgresConfiguration) {
        self.connection = connection
    }

    var limits: PoolStateMachine.Limits {
        let maximum = max(1, maximumConnections)
        return PoolStateMachine.Limits(
            minimum: min(max(0, minimumConnections), maximum),
            maximum: maximum,
            maximumWaiters: max(1, maximumWaiters),
            verifyAfter: verifyAfter,
            idleTimeout: max(.zero, idleTimeout),
            lifetime: max(.zero, maximumLifetime),
            backoff: Backoff(
                first: max(.milliseconds(1), firstBackoff),
                longest: max(.milliseconds(1), longestBackoff)
            )
        )
    }
}
