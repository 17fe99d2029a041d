import CLibpq
import Logging
import SystemPackage

/// One connection to PostgreSQL, with a thread of its own on which everything about it happens.
///
/// Statements of several tasks run one after the other, in the order in which they were called. A closure that takes an
/// `isolated PostgresConnection` runs on the connection's thread, so the calls it makes need no hop.
///
/// Cancelling a task cancels its statement on the server; the call then throws `.cancelled` and the connection stays
/// usable. A statement that was not begun when the task was cancelled is not sent.
public actor PostgresConnection {
    private let executor: ConnectionExecutor
    let libpq: LibpqConnection
    let logger: Logger
    let configuration: PostgresConfiguration
    var statements: StatementCache
    var types = NamedTypes()
    var parameters = ParameterArrays()
    var frames: [TransactionFrame] = []
    let queue = ConnectionQueue()

    /// The connection's thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// A connection not yet made, with its thread.
    init(_ configuration: PostgresConfiguration, logger: Logger) throws(Errno) {
        libpq = try LibpqConnection(cancelTimeout: configuration.cancelTimeout, logger)
        executor = try ConnectionExecutor()
        self.logger = logger
        self.configuration = configuration
        statements = StatementCache(capacity: configuration.statementCacheSize)
    }

    deinit { executor.stop() }

    /// Whether statements can be run: false when closed, and when the connection is known to be lost.
    ///
    /// Looks at the socket without waiting, so a server that has gone away while the connection was idle is noticed.
    public var isUsable: Bool { libpq.checkUsable() }

    /// The server's version as a number: 180006 is 18.6.
    public var serverVersion: Int { unsafe Int(PQserverVersion(libpq.handle)) }

    /// The number of the server process, as in `pg_stat_activity`.
    public var backendPID: Int { unsafe Int(PQbackendPID(libpq.handle)) }

    /// Where the connection stands in a transaction.
    public var transactionStatus: PostgresTransactionStatus { PostgresTransactionStatus(libpq.transactionStatus) }

    /// Ends the session. Calls after this throw.
    public func close() {
        libpq.close()
        executor.stop()
    }
}

/// Where a connection stands in a transaction.
public enum PostgresTransactionStatus: Sendable {
    case idle
    /// In the middle of a statement.
    case active
    /// In a transaction.
    case inTransaction
    /// In a transaction that has failed: only a rollback is accepted.
    case failed
    /// The connection is lost or closed.
    case unknown

    init(_ status: PGTransactionStatusType) {
        self =
            switch status {
            case PQTRANS_IDLE: .idle
            case PQTRANS_ACTIVE: .active
            case PQTRANS_INTRANS: .inTransaction
            case PQTRANS_INERROR: .failed
            default: .unknown
            }
    }
}
