import CLibpq

extension PostgresConnection {
    /// Runs one statement and returns its rows.
    ///
    /// The statement is prepared the first time and kept; see `PostgresConfiguration.preparedStatements`.
    public func query(
        _ sql: SQL,
        file: String = #fileID,
        line: Int = #line
    ) async throws(PostgresError) -> PostgresRows {
        do {
            return PostgresRows(storage: try await statement { () throws(PostgresError) in try run(sql) })
        } catch {
            throw error.inStatement(sql.text).located(file: file, line: line)
        }
    }

    /// Runs one statement and returns how many rows it inserted, updated, deleted or selected.
    @discardableResult
    public func execute(
        _ sql: SQL,
        file: String = #fileID,
        line: Int = #line
    ) async throws(PostgresError) -> Int {
        try await query(sql, file: file, line: line).affectedRows
    }

    /// Runs a text of many statements, such as a migration, with the simple protocol and without values.
    ///
    /// PostgreSQL runs them as one transaction unless the text contains BEGIN and COMMIT itself, which it must not
    /// behind a pooler.
    public func script(_ text: String, file: String = #fileID, line: Int = #line) async throws(PostgresError) {
        do {
            try await statement { () throws(PostgresError) in
                try requireText(text)
                try withSettings { () throws(PostgresError) in
                    guard libpq.sendSimple(text) else { throw libpq.sendError() }
                    note(try libpq.collect(hiding: .none))
                }
            }
        } catch {
            throw error.inStatement(text).located(file: file, line: line)
        }
    }

    /// Checks that the server answers. If it does not within `limit`, the connection is closed.
    ///
    /// - Throws: `.timeout` if the server does not answer; also what any statement may throw.
    package func ping(within limit: Duration) async throws(PostgresError) {
        try await statement(within: limit) { () throws(PostgresError) in
            try requireOpen()
            guard libpq.sendSimple("SELECT 1") else { throw libpq.sendError() }
            _ = try libpq.collect(hiding: .none)
        }
    }

    /// Runs `body`, which talks to the server, as a statement that is cancelled with the task.
    ///
    /// - Parameter limit: The time after which the connection is closed; nil for no limit.
    func statement<Value: Sendable>(
        within limit: Duration? = nil,
        _ body: () throws(PostgresError) -> Value
    ) async throws(PostgresError) -> Value {
        if !frames.isEmpty { try await waitForTurn() }
        return try await statement(.cancellable, within: limit, body)
    }

    /// Runs `body` as a statement, once it is this task's turn.
    func statement<Value: Sendable>(
        _ protection: LibpqConnection.Protection,
        within limit: Duration?,
        _ body: () throws(PostgresError) -> Value
    ) async throws(PostgresError) -> Value {
        guard !Task.isCancelled else { throw Self.notBegun }
        let number = libpq.beginStatement()
        let signal = libpq.signal
        var outcome: Result<Value, PostgresError>?
        await withTaskCancellationHandler {
            outcome = Result { () throws(PostgresError) in
                libpq.arm(protection, within: limit)
                defer { libpq.settle() }
                guard !libpq.isCancelRequested else { throw Self.notBegun }
                return try body()
            }
        } onCancel: {
            signal.cancel(statement: number)
        }
        guard let outcome else { throw libpq.lostError() }
        return try outcome.get()
    }

    /// Like `statement`, for a `body` that suspends; statements of other tasks wait until it ends.
    func suspendingStatement<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        if !frames.isEmpty { try await waitForTurn() }
        guard !Task.isCancelled else { throw Self.notBegun }
        let number = libpq.beginStatement()
        let signal = libpq.signal
        let frame = TransactionFrame(on: self, isCopy: true)
        frames.append(frame)
        libpq.arm(.cancellable, within: nil)
        defer {
            libpq.settle()
            frames.removeAll { $0 === frame }
            queue.open()
        }
        return try await withTaskCancellationHandler {
            try await TransactionFrame.$current.withValue(frame) { try await body() }
        } onCancel: {
            signal.cancel(statement: number)
        }
    }

    /// Runs `body` as a statement that nothing cancels and that is immediate: the begin or the rollback of a
    /// transaction.
    ///
    /// If the server does not finish it within `cancelTimeout`, the connection is closed, which also undoes the
    /// transaction.
    @discardableResult
    func shieldedStatement<Value>(_ body: () throws(PostgresError) -> Value) throws(PostgresError) -> Value {
        _ = libpq.beginStatement()
        libpq.arm(.shielded, within: libpq.cancelTimeout)
        defer { libpq.settle() }
        return try body()
    }

    static var notBegun: PostgresError {
        PostgresError(.cancelled, "the task was cancelled before the statement began")
    }

    // MARK: On the connection's thread, without a suspension

    func run(_ sql: SQL) throws(PostgresError) -> ResultStorage {
        try check(sql)
        // In one pipeline with the settings, so that they cost no round trip.
        guard dueSettings == nil else { return try runBatch([sql])[0] }
        guard keepsStatements else { return try runUnnamed(sql) }
        guard let prepared = statements.statement(for: sql) else { return try runBatch([sql])[0] }
        let binds = try resolved(sql.binds)
        let wasIdle = libpq.transactionStatus == PQTRANS_IDLE
        guard libpq.sendPrepared(prepared.name, binds, parameters) else { throw libpq.sendError() }
        do {
            let result = try libpq.collect(hiding: .of(binds))
            note(result)
            return result
        } catch {
            guard forgetIfStale(error, [sql]), wasIdle, !libpq.wasCancelSent else { throw error }
            return try runBatch([sql])[0]
        }
    }

    /// Runs a statement without preparing it. Behind a pooler it may run before the settings: outside a transaction no
    /// name in it may depend on the search path.
    func runUnnamed(_ sql: SQL) throws(PostgresError) -> ResultStorage {
        try requireText(sql.text)
        let binds = try resolved(sql.binds)
        let types = try numbers(of: sql.binds.items.map(\.type))
        guard libpq.sendUnnamed(sql.text, types: types, binds, parameters) else { throw libpq.sendError() }
        let result = try libpq.collect(hiding: .of(binds))
        note(result)
        return result
    }

    /// Refuses statements that cannot be sent, before anything is sent.
    func check(_ sql: SQL) throws(PostgresError) {
        if let failure = sql.binds.failure { throw failure }
        guard sql.binds.count <= 65_535 else {
            throw PostgresError(
                .encoding,
                "the statement has \(sql.binds.count) values; PostgreSQL takes at most 65,535: send arrays or use COPY"
            )
        }
        guard sql.binds.buffer.bytes.count < PostgresBinds.sizeLimit else {
            throw PostgresError(
                .encoding,
                "the statement's values are larger together than PostgreSQL's limit of 1 GiB for a statement"
            )
        }
        try requireOpen()
    }

    func requireOpen() throws(PostgresError) {
        guard !libpq.isLost else { throw libpq.lostError() }
    }

    /// Text goes to libpq as a C string, so a NUL would silently truncate it.
    func requireText(_ text: String) throws(PostgresError) {
        guard !text.utf8.contains(0) else {
            throw PostgresError(.encoding, "the SQL text holds the character NUL (U+0000)")
        }
        try requireOpen()
    }

    /// Forgets prepared statements and types that a statement has made invalid.
    func note(_ result: ResultStorage) {
        if result.discardsStatements { statements.removeAll() }
        libpq.discardNotifications()
    }

    /// Whether `error` shows that our knowledge of the server's state is out of date; if so, that is forgotten.
    func forgetIfStale(_ error: PostgresError, _ batch: [SQL]) -> Bool {
        let isStale =
            error.sqlState == .invalidStatementName
            || (error.sqlState == .featureNotSupported && error.server?.routine == "RevalidateCachedQuery")
            // The server's errors for a type OID that no longer exists, when preparing and when running.
            || ((error.sqlState == .undefinedObject || error.sqlState == "XX000")
                && batch.contains { $0.binds.hasNamedTypes })
        if isStale {
            // When the server lacks one it most likely lacks all, so there is nothing to free.
            if error.sqlState == .invalidStatementName { statements.removeAll() } else { statements.evictAll() }
            types.forgetAll()
        }
        return isStale
    }
}
