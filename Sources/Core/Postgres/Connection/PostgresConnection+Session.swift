import CLibpq

extension PostgresConnection {
    /// Whether a pooler is between this connection and the server, so that statements of one client may run in several
    /// sessions. Notifications and locks of the session do not work then.
    public var isPooled: Bool { transactionSettings != nil }

    /// Sets what ``SessionSettings`` says for the session or, where that does not last, for each transaction to come.
    func beginSession() throws(PostgresError) {
        let settings = SessionSettings(configuration)
        let text = settings.forSession(of: backendPID)
        guard libpq.sendUnnamed(text, types: [], PostgresBinds(), parameters) else { throw libpq.sendError() }
        let rows = PostgresRows(storage: try libpq.collect(hiding: .none))
        if try rows.first?.decode(Bool.self) != true { transactionSettings = settings.forTransaction }
    }

    /// The settings to send before the next statement; nil where they are in force.
    var dueSettings: String? {
        guard let transactionSettings, libpq.transactionStatus == PQTRANS_IDLE else { return nil }
        return transactionSettings
    }

    /// Whether statements are prepared and kept. Older poolers run them where they were not prepared.
    var keepsStatements: Bool { (configuration.preparedStatements ?? !isPooled) && statements.capacity > 0 }

    /// Runs `body`, which cannot be part of a pipeline, with the settings in force.
    func withSettings<Value>(_ body: () throws(PostgresError) -> Value) throws(PostgresError) -> Value {
        let isOwn = try beginForSettings()
        do {
            let value = try body()
            if isOwn { try endForSettings() }
            return value
        } catch {
            if isOwn { abandonForSettings() }
            throw error
        }
    }

    /// Begins a transaction where the settings need one.
    /// - Returns: Whether it has begun one, which the caller must end.
    func beginForSettings() throws(PostgresError) -> Bool {
        guard let settings = dueSettings else { return false }
        try simple("BEGIN; \(settings)")
        return true
    }

    func endForSettings() throws(PostgresError) {
        // A cancel request on its way would hit the commit.
        if libpq.wasCancelSent { libpq.settle() }
        try simple("COMMIT")
        types.transactionEnded(committed: true)
    }

    func abandonForSettings() {
        // A cancel request on its way would hit the rollback.
        libpq.settle()
        guard libpq.transactionStatus != PQTRANS_IDLE, !libpq.isLost else { return }
        _ = try? shieldedStatement { () throws(PostgresError) in try simple("ROLLBACK") }
        types.transactionEnded(committed: false)
    }

    /// Runs a text without values by the simple protocol.
    @discardableResult
    func simple(_ text: String) throws(PostgresError) -> ResultStorage {
        try requireOpen()
        guard libpq.sendSimple(text) else { throw libpq.sendError() }
        // At commit the server may check rows of any earlier statement.
        do { return try libpq.collect(hiding: .unknown) } catch { throw error.inStatement(text) }
    }
}
