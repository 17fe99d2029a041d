import CLibpq
import Text

extension PostgresConnection {
    /// Fills a table with binary COPY, the fastest way to insert many rows, in bounded memory.
    ///
    /// ```swift
    /// try await connection.copyIn(into: "documents", columns: ["id", "title"], rows: items.lazy.map {
    /// PostgresBinds($0.id, $0.title) }) ```
    /// All rows are inserted or, when anything fails or the task is cancelled, none. Integers are converted to the
    /// column's size; other values must be of the column's type.
    ///
    /// - Parameter table: The table's name as SQL: a literal, or `"\(identifier: schema).\(identifier: table)"`.
    /// - Returns: How many rows were inserted.
    @discardableResult
    public func copyIn(
        into table: SQL,
        columns: [String],
        rows: sending some Sequence<PostgresBinds>,
        file: String = #fileID,
        line: Int = #line
    ) async throws(PostgresError) -> Int {
        do throws(PostgresError) {
            var iterator = rows.makeIterator()
            return try await statement { () throws(PostgresError) in
                try withSettings { () throws(PostgresError) in
                    var encoder = try beginCopy(into: table, columns)
                    do throws(PostgresError) {
                        while let row = iterator.next() { try put(row, &encoder) }
                    } catch {
                        abandonCopyIn(because: error)
                        throw error
                    }
                    return try finishCopyIn(&encoder)
                }
            }
        } catch {
            throw error.inStatement(Self.copyText(table, columns)).located(file: file, line: line)
        }
    }

    /// Fills a table with rows that arrive over time. Other statements on this connection wait until the COPY has
    /// ended.
    ///
    /// - Throws: What the sequence throws, or a `PostgresError`.
    @discardableResult
    public func copyIn<Rows: AsyncSequence>(
        into table: SQL,
        columns: [String],
        rows: sending Rows,
        file: String = #fileID,
        line: Int = #line
    ) async throws -> Int where Rows.Element == PostgresBinds {
        var iterator = rows.makeAsyncIterator()
        return try await suspendingStatement {
            var encoder: CopyEncoder
            let isOwn: Bool
            do throws(PostgresError) {
                isOwn = try beginForSettings()
            } catch {
                throw error.located(file: file, line: line)
            }
            var isDone = false
            defer { if isOwn, !isDone { abandonForSettings() } }
            do throws(PostgresError) {
                encoder = try beginCopy(into: table, columns)
            } catch {
                throw error.inStatement(Self.copyText(table, columns)).located(file: file, line: line)
            }
            do {
                while let row = try await iterator.next(isolation: self) { try put(row, &encoder) }
            } catch {
                abandonCopyIn(because: error)
                throw error
            }
            do throws(PostgresError) {
                let count = try finishCopyIn(&encoder)
                if isOwn { try endForSettings() }
                isDone = true
                return count
            } catch {
                throw error.inStatement(Self.copyText(table, columns)).located(file: file, line: line)
            }
        }
    }

    private static func copyText(_ table: SQL, _ columns: [String]) -> String {
        "COPY \(table.text) (\(columns.map(quoteIdentifier).joined(separator: ", "))) FROM STDIN (FORMAT binary)"
    }

    private func beginCopy(into table: SQL, _ names: [String]) throws(PostgresError) -> CopyEncoder {
        guard table.binds.count == 0, !names.isEmpty else {
            throw PostgresError(.usage, "COPY needs a table's name without values, and at least one column")
        }
        let text = Self.copyText(table, names)
        try requireText(text)
        let types = try columnTypes(of: table)
        var columns: [CopyEncoder.Column] = []
        for name in names {
            guard let type = types[BytewiseString(name)] else {
                throw PostgresError(
                    .usage,
                    "table \(table.text) has no column \"\(name)\"; it has \(types.keys.sorted().map(\.text).joined(separator: ", "))"
                )
            }
            columns.append(.init(name: name, type: type))
        }
        guard libpq.sendSimple(text) else { throw libpq.sendError() }
        try libpq.beginCopy(PGRES_COPY_IN)
        libpq.notices.mayHoldValues = true
        return CopyEncoder(columns)
    }

    /// The table's columns with their types; a domain counts as its base type.
    private func columnTypes(of table: SQL) throws(PostgresError) -> [BytewiseString: PostgresOID] {
        let rows = PostgresRows(
            storage: try runUnnamed(
                """
                SELECT a.attname, b.oid, b.typname, b.typarray, coalesce(e.typname, ''), coalesce(e.oid, 0)
                FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                JOIN pg_catalog.pg_type b ON b.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
                LEFT JOIN pg_catalog.pg_type e ON e.oid = b.typelem AND b.typcategory = 'A'
                WHERE a.attrelid = \(table.text)::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped
                """
            )
        )
        var types: [BytewiseString: PostgresOID] = [:]
        for row in rows {
            let (name, type, typeName, array, elementName, element) = try row.decode(
                (String, UInt32, String, UInt32, String, UInt32).self
            )
            types[BytewiseString(name)] = PostgresOID(type)
            // The server cannot be asked once the COPY has begun, so everything it may need is looked up here.
            learn(typeName, type: type, array: array)
            learn(elementName, type: element, array: type)
        }
        return types
    }

    private func learn(_ name: String, type: UInt32, array: UInt32) {
        guard PostgresOID(type).isUserDefined else { return }
        types.learn(
            name,
            .init(type: PostgresOID(type), array: PostgresOID(array)),
            inTransaction: libpq.transactionStatus != PQTRANS_IDLE
        )
    }

    /// Just enough bytes to make one call worthwhile.
    private static var chunkSize: Int { 64 * 1024 }

    private func put(_ row: PostgresBinds, _ encoder: inout CopyEncoder) throws(PostgresError) {
        try encoder.append(row) { type throws(PostgresError) in
            guard let number = types[type] else {
                throw PostgresError(.encoding, "no column of the COPY is of the type \(type)")
            }
            return number
        }
        guard encoder.buffer.bytes.count >= Self.chunkSize else { return }
        guard !libpq.hasErrorWaiting else {
            libpq.endCopy(error: "the client gave up")
            _ = try libpq.collect(hiding: .unknown)
            throw libpq.lostError()
        }
        try libpq.putCopyData(encoder.buffer.bytes)
        encoder.removeBytes()
        guard !libpq.isCancelRequested else { throw LibpqConnection.copyCancelled }
    }

    private func finishCopyIn(_ encoder: inout CopyEncoder) throws(PostgresError) -> Int {
        do throws(PostgresError) {
            encoder.appendEnd()
            try libpq.putCopyData(encoder.buffer.bytes)
        } catch {
            abandonCopyIn(because: error)
            throw error
        }
        libpq.endCopy(error: nil)
        return try libpq.collect(hiding: .unknown).affectedRows
    }

    /// Makes the server undo the COPY. The reason goes to the server's log, so it must not contain values.
    private func abandonCopyIn(because error: any Error) {
        guard !libpq.isLost, libpq.transactionStatus == PQTRANS_ACTIVE else { return }
        libpq.endCopy(error: "the client gave up")
        // The server now reports this failure, which we caused.
        _ = try? libpq.collect(hiding: .unknown)
    }
}
