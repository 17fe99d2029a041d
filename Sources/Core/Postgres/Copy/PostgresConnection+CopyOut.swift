import CLibpq

extension PostgresConnection {
    /// Reads the rows of a query with binary COPY, one after another, without keeping them.
    ///
    /// COPY takes no values: use `stream(_:each:)` for a query with values.
    ///
    /// - Parameter each: Called on the connection's thread. If it throws, the rest is discarded.
    public func copyOut(
        _ sql: SQL,
        file: String = #fileID,
        line: Int = #line,
        each: sending (PostgresRow) throws -> Void
    ) async throws {
        try await rowByRow(sql, file, line) {
            guard sql.binds.count == 0 else {
                throw PostgresError(.usage, "COPY takes no values; use stream(_:each:) for this query")
            }
            try requireText(sql.text)
            let columns = try describe(sql)
            guard libpq.sendSimple("COPY (\(sql.text)) TO STDOUT (FORMAT binary)") else { throw libpq.sendError() }
            try libpq.beginCopy(PGRES_COPY_OUT)
            var decoder = CopyDecoder(columns)
            do {
                while let piece = unsafe libpq.nextCopyData() {
                    defer { unsafe PQfreemem(piece.baseAddress) }
                    for row in try unsafe decoder.rows(in: piece) { try each(row) }
                }
            } catch {
                libpq.sendCancel()
                libpq.discardCopyData()
                _ = try? libpq.collect(hiding: .none)
                throw error
            }
            _ = try libpq.collect(hiding: .none)
        }
    }

    /// Runs one statement and delivers its rows one after another, as they arrive, without keeping them.
    ///
    /// - Parameter each: Called on the connection's thread. If it throws, the rest is discarded.
    public func stream(
        _ sql: SQL,
        file: String = #fileID,
        line: Int = #line,
        each: sending (PostgresRow) throws -> Void
    ) async throws {
        try await rowByRow(sql, file, line) {
            try check(sql)
            try requireText(sql.text)
            let binds = try resolved(sql.binds)
            let types = try numbers(of: sql.binds.items.map(\.type))
            guard libpq.sendUnnamed(sql.text, types: types, binds, parameters), libpq.setSingleRowMode() else {
                throw libpq.sendError()
            }
            libpq.flush()
            while let result = unsafe libpq.nextResult() {
                guard unsafe PQresultStatus(result) == PGRES_SINGLE_TUPLE else {
                    try unsafe libpq.finish(result, hiding: .of(binds))
                    continue
                }
                let storage = unsafe ResultStorage(result)
                do {
                    try each(PostgresRow(storage: storage, index: 0))
                } catch {
                    libpq.sendCancel()
                    _ = try? libpq.collect(hiding: .of(binds))
                    throw error
                }
            }
            if libpq.isLost { throw libpq.lostError() }
        }
    }

    /// Runs `body` as one statement whose errors may also be those of a caller's closure.
    private func rowByRow(_ sql: SQL, _ file: String, _ line: Int, _ body: () throws -> Void) async throws {
        do {
            var failure: (any Error)?
            try await statement { () throws(PostgresError) in
                try withSettings { () throws(PostgresError) in
                    do { try body() } catch { failure = error }
                }
            }
            if let failure { throw failure }
        } catch let error as PostgresError {
            throw error.inStatement(sql.text).located(file: file, line: line)
        }
    }

    /// The columns of a query, which COPY's format does not contain.
    private func describe(_ sql: SQL) throws(PostgresError) -> ResultStorage {
        guard libpq.sendPrepare("", sql.text, types: []) else { throw libpq.sendError() }
        _ = try libpq.collect(hiding: .none)
        guard libpq.sendDescribe("") else { throw libpq.sendError() }
        return try libpq.collect(hiding: .none)
    }
}
