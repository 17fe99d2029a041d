import CLibpq

extension PostgresConnection {
    /// Runs many statements in one round trip, in order.
    ///
    /// They form one transaction: when one fails, none takes effect, and the error's `statementIndex` says which one
    /// failed. Inside a transaction they are part of it. Number and size are not limited: results are read while
    /// sending.
    public func pipeline(
        _ statements: [SQL],
        file: String = #fileID,
        line: Int = #line
    ) async throws(PostgresError) -> [PostgresRows] {
        guard !statements.isEmpty else { return [] }
        do throws(PostgresError) {
            return try await statement { () throws(PostgresError) in
                for (index, sql) in statements.enumerated() {
                    do throws(PostgresError) { try check(sql) } catch {
                        throw error.inStatement(sql.text, index: index)
                    }
                }
                return try runBatch(statements).map(PostgresRows.init(storage:))
            }
        } catch {
            throw error.located(file: file, line: line)
        }
    }

    /// Runs checked statements as one pipeline, and once more if only our knowledge of the server was out of date.
    func runBatch(_ batch: [SQL]) throws(PostgresError) -> [ResultStorage] {
        let wasIdle = libpq.transactionStatus == PQTRANS_IDLE
        do throws(PipelineFailure) {
            return try sendBatch(batch)
        } catch {
            guard forgetIfStale(error.error, batch), wasIdle, error.isRepeatable, !libpq.wasCancelSent else {
                throw error.error
            }
        }
        do throws(PipelineFailure) { return try sendBatch(batch) } catch { throw error.error }
    }

    private func sendBatch(_ batch: [SQL]) throws(PipelineFailure) -> [ResultStorage] {
        var run = PipelineRun(libpq, batch)
        let planned: [PlannedStatement]
        do throws(PostgresError) { planned = try plan(batch) } catch {
            throw PipelineFailure(error: error, isRepeatable: false)
        }
        guard libpq.enterPipeline() else { throw PipelineFailure(error: libpq.sendError(), isRepeatable: false) }
        let settings = dueSettings
        // Only outside a transaction, which a failing DEALLOCATE would abort.
        if libpq.transactionStatus == PQTRANS_IDLE {
            for name in statements.takeEvicted() {
                run.send(.housekeeping) {
                    libpq.sendUnnamed("DEALLOCATE \(name)", types: [], PostgresBinds(), parameters)
                }
                run.send(.sync) { libpq.sendSync() }
            }
        }
        if let settings {
            run.send(.settings) { libpq.sendUnnamed(settings, types: [], PostgresBinds(), parameters) }
        }
        for (index, planned) in planned.enumerated() {
            if let prepared = planned.toPrepare {
                run.send(.prepare(prepared, index), size: prepared.text.utf8.count) {
                    libpq.sendPrepare(prepared.name, prepared.text, types: planned.types)
                }
            }
            run.send(.execute(index), size: planned.size) {
                if let prepared = planned.prepared {
                    libpq.sendPrepared(prepared.name, planned.binds, parameters)
                } else {
                    libpq.sendUnnamed(batch[index].text, types: planned.types, planned.binds, parameters)
                }
            }
        }
        run.send(.sync) { libpq.sendSync() }
        run.finish()
        if !libpq.isLost { libpq.exitPipeline() }
        for statement in run.unprepared { statements.remove(statement) }
        let results = try run.outcome()
        for result in results { note(result) }
        return results
    }

    /// What to send for one statement of a batch.
    private struct PlannedStatement {
        var prepared: PreparedStatement?
        var toPrepare: PreparedStatement?
        var types: [PostgresOID] = []
        var binds: PostgresBinds
        /// The approximate size of sending it, in bytes.
        var size: Int { 100 + binds.buffer.bytes.count }
    }

    /// Finds or makes the prepared statements; may ask the server for types.
    private func plan(_ batch: [SQL]) throws(PostgresError) -> [PlannedStatement] {
        let usesNames = keepsStatements
        var planned: [PlannedStatement] = []
        planned.reserveCapacity(batch.count)
        var isNew: [PreparedStatement] = []
        statements.beginBatch()
        do throws(PostgresError) {
            // Known statements come first and then stay, so that no new statement evicts them.
            for sql in batch {
                var plan = PlannedStatement(binds: try resolved(sql.binds))
                if usesNames { plan.prepared = statements.statement(for: sql) }
                planned.append(plan)
            }
            for (index, sql) in batch.enumerated() where planned[index].prepared == nil {
                // A statement that occurs twice in one batch is prepared only once.
                if !isNew.isEmpty, let known = statements.statement(for: sql) {
                    planned[index].prepared = known
                    continue
                }
                try requireText(sql.text)
                guard !sql.isCopy else { throw LibpqConnection.copyAsStatement }
                planned[index].types = try numbers(of: sql.binds.items.map(\.type))
                guard usesNames, let new = statements.insert(sql) else { continue }
                isNew.append(new)
                planned[index].prepared = new
                planned[index].toPrepare = new
            }
        } catch {
            for statement in isNew { statements.remove(statement) }
            throw error
        }
        return planned
    }
}
