/// One row of a result.
public struct PostgresRow: Sendable {
    let storage: ResultStorage
    let index: Int

    /// The row's values, one for each column in order: `let (id, title) = try row.decode((Int, String?).self)`.
    ///
    /// The number of types must equal the number of columns, so that a column added to a query is not forgotten.
    public func decode<each Column: PostgresDecodable>(
        _ type: (repeat each Column).Type
    ) throws(PostgresError) -> (repeat each Column) {
        var count = 0
        for _ in repeat (each Column).self { count += 1 }
        try requireColumns(count)
        var next = 0
        return (repeat try decodeNext(&next, as: (each Column).self))
    }

    /// The row's only value.
    public func decode<Value: PostgresDecodable>(_ type: Value.Type) throws(PostgresError) -> Value {
        try requireColumns(1)
        return try decode(at: 0, as: type)
    }

    /// The value of the first column with this name.
    public func decode<Value: PostgresDecodable>(
        column name: String,
        as type: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        guard let column = storage.column(named: name) else {
            let names = (0..<storage.columnCount).map(storage.columnName).joined(separator: ", ")
            throw PostgresError(.decoding, "there is no column \"\(name)\"; the columns are: \(names)")
        }
        return try decode(at: column, as: type)
    }

    private func requireColumns(_ count: Int) throws(PostgresError) {
        guard count == storage.columnCount else {
            throw PostgresError(
                .decoding,
                "the row has \(storage.columnCount) columns, but \(count) types were given to decode it"
            )
        }
    }

    private func decodeNext<Value: PostgresDecodable>(
        _ next: inout Int,
        as type: Value.Type
    ) throws(PostgresError) -> Value {
        defer { next += 1 }
        return try decode(at: next, as: type)
    }

    private func decode<Value: PostgresDecodable>(at column: Int, as type: Value.Type) throws(PostgresError) -> Value {
        do {
            return try storage.decode(row: index, column: column, as: type)
        } catch {
            throw failure(error, column: column, expected: Value.expectedColumn, as: "\(Value.self)")
        }
    }

    private func failure(
        _ failure: PostgresDecodingFailure,
        column: Int,
        expected: String,
        as type: String
    ) -> PostgresError {
        let place = "column \"\(storage.columnName(column))\" (\(storage.columnType(column)))"
        return switch failure {
        case .wrongType:
            PostgresError(
                .decoding,
                "\(place) cannot be read as \(type), which needs \(expected); cast it in the SQL or read it so"
            )
        case .unexpectedNull:
            PostgresError(.decoding, "\(place) is NULL, but \(type) was expected; read it as \(type)?")
        case .value(let reason):
            PostgresError(.decoding, "a value of \(place) cannot be read as \(type): \(reason)")
        }
    }
}
