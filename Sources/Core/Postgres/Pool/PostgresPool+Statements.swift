extension PostgresPool {
    /// Runs one statement on any connection; see ``PostgresConnection/query(_:file:line:)``.
    public func query(_ sql: SQL, file: String = #fileID, line: Int = #line) async throws -> PostgresRows {
        try await withConnection { try await $0.query(sql, file: file, line: line) }
    }

    /// Runs one statement on any connection and returns how many rows it affected.
    @discardableResult
    public func execute(_ sql: SQL, file: String = #fileID, line: Int = #line) async throws -> Int {
        try await withConnection { try await $0.execute(sql, file: file, line: line) }
    }

    /// Runs many statements in one round trip and one transaction on any connection.
    public func pipeline(
        _ statements: [SQL],
        file: String = #fileID,
        line: Int = #line
    ) async throws -> [PostgresRows] {
        try await withConnection { try await $0.pipeline(statements, file: file, line: line) }
    }
}
