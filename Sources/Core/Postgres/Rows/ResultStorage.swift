import CLibpq
import Glibc

/// A result of libpq and its memory.
@safe final class ResultStorage: @unchecked Sendable {  // never changed once made, and libpq reads it without locks
    private let result: OpaquePointer
    let rowCount: Int
    let columnCount: Int

    /// Takes over `result`.
    init(_ result: OpaquePointer) {
        unsafe self.result = result
        rowCount = Int(unsafe PQntuples(result))
        columnCount = Int(unsafe PQnfields(result))
    }

    deinit { unsafe PQclear(result) }

    /// Rows inserted, updated, deleted, selected; 0 for statements that do not count.
    var affectedRows: Int {
        unsafe PQcmdTuples(result).flatMap { unsafe Int(String(cString: $0)) } ?? 0
    }

    /// The command tag, such as "INSERT 0 1".
    var commandTag: String {
        unsafe PQcmdStatus(result).map { unsafe String(cString: $0) } ?? ""
    }

    /// After these the server has forgotten all prepared statements.
    var discardsStatements: Bool {
        guard let tag = unsafe PQcmdStatus(result), unsafe tag[0] == CChar(UInt8(ascii: "D")) else { return false }
        return unsafe strcmp(tag, "DISCARD ALL") == 0 || strcmp(tag, "DEALLOCATE ALL") == 0
    }

    /// Whether the statement is of a kind that never commits by itself.
    var isOrdinaryStatement: Bool {
        let verb = commandTag.prefix { $0 != " " }
        return ["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"].contains(verb)
    }

    func columnName(_ column: Int) -> String {
        unsafe PQfname(result, Int32(column)).map { unsafe String(cString: $0) } ?? ""
    }

    func columnType(_ column: Int) -> PostgresOID {
        PostgresOID(unsafe PQftype(result, Int32(column)))
    }

    /// The first column of exactly that name.
    func column(named name: String) -> Int? {
        unsafe name.withCString { name in
            (0..<columnCount).first { unsafe strcmp(PQfname(result, Int32($0)), name) == 0 }
        }
    }

    /// A result of no rows with the same columns, to be filled by `PQsetvalue`.
    func emptyCopy() -> OpaquePointer? { unsafe pq_copy_columns(result) }

    /// Decodes one value.
    func decode<Value: PostgresDecodable>(
        row: Int,
        column: Int,
        as type: Value.Type
    ) throws(PostgresDecodingFailure) -> Value {
        let (row, column) = (Int32(row), Int32(column))
        guard unsafe PQgetisnull(result, row, column) == 0 else { return try Value.decodeNull() }
        let start = unsafe UnsafeRawPointer(PQgetvalue(result, row, column))
        let bytes = unsafe UnsafeRawBufferPointer(
            start: start,
            count: Int(PQgetlength(result, row, column))
        )
        return try Value.decode(unsafe RawSpan(_unsafeBytes: bytes), type: columnType(Int(column)))
    }
}
