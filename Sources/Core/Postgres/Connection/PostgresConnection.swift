import CLibpq
import Logging
import SystemPackage

/// One connection to PostgreSQL, with a thread of its own on which all its work happens.
///
/// Statements of several tasks run one after another, in the order of the calls. A closure that takes an
/// `isolated PostgresConnection` runs on the connection's thread, so the calls it makes need no hop.
///
/// Cancelling a task cancels its statement on the server; the call then throws `.cancelled` and the connection stays
/// usable. A statement that has not begun when the task is cancelled is not sent.
public actor PostgresConnection {
    private let executor: ConnectionExecutor
    let libpq: LibpqConnection
    let logger: Logger
    let configuration: PostgresConfiguration
    var statements: StatementCache
    var types = NamedTypes()
    /// What each transaction begins with behind a pooler; nil where the session keeps its settings.
    var transactionSettings: String?
    var parameters = ParameterArrays()
    var frames: [TransactionFrame] = []
    let queue = ConnectionQueue()

    /// The connection's thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// Makes the thread of a connection that is not open yet.
    init(_ configuration: PostgresConfiguration, logger: Logger) throws(Errno) {
        libpq = try LibpqConnection(cancelTimeout: configuration.cancelTimeout, logger)
        executor = try ConnectionExecutor()
        self.logger = logger
        self.configuration = configuration
        statements = StatementCache(capacity: configuration.statementCacheSize)
    }

    deinit { executor.stop() }

    /// Whether statements can be run: false once it is closed or known to be lost.
    ///
    /// It checks the socket without waiting, so it notices a server that has gone away while the connection was idle.
    public var isUsable: Bool { libpq.checkUsable() }

    /// The server's version as a number: 180006 is 18.6.
    public var serverVersion: Int { unsafe Int(PQserverVersion(libpq.handle)) }

    /// The id of the server process, as in `pg_stat_activity`.
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
