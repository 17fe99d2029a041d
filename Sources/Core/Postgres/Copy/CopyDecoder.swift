import CLibpq

/// Reads rows from COPY's binary format (PostgreSQL manual, COPY, File Formats).
struct CopyDecoder {
    private let columns: ResultStorage
    private var isAtStart = true

    /// - Parameter columns: A result with the columns of the query.
    init(_ columns: ResultStorage) { self.columns = columns }

    /// The rows in one piece of the stream; the server sends each row in one piece.
    mutating func rows(in piece: UnsafeMutableRawBufferPointer) throws(PostgresError) -> [PostgresRow] {
        do throws(PostgresDecodingFailure) {
            let bytes = unsafe RawSpan(_unsafeBytes: piece)
            var rows: [PostgresRow] = []
            var offset = 0
            if isAtStart {
                // 11 bytes of signature, 4 of flags, then the length of the header's extension.
                offset = 19 + Int(try bytes.integer(at: 15, as: Int32.self))
                isAtStart = false
            }
            while offset < bytes.byteCount {
                let count = try bytes.integer(at: offset, as: Int16.self)
                offset += 2
                if count == -1 { break }  // the end of the stream
                guard Int(count) == columns.columnCount else { throw .value("a row has \(count) columns") }
                rows.append(try unsafe row(in: piece, at: &offset))
            }
            return rows
        } catch {
            throw PostgresError(.decoding, "the server's COPY stream cannot be read: \(error)")
        }
    }

    private func row(
        in piece: UnsafeMutableRawBufferPointer,
        at offset: inout Int
    ) throws(PostgresDecodingFailure) -> PostgresRow {
        guard let result = unsafe columns.emptyCopy() else { throw .value("out of memory") }
        let row = unsafe ResultStorage.Filling(result)
        let bytes = unsafe RawSpan(_unsafeBytes: piece)
        for column in 0..<columns.columnCount {
            let length = Int(try bytes.integer(at: offset, as: Int32.self))
            offset += 4
            guard length >= 0 else {
                unsafe row.set(column, to: nil)
                continue
            }
            guard bytes.byteCount - offset >= length else { throw .value("it ends too early") }
            unsafe row.set(column, to: UnsafeMutableRawBufferPointer(rebasing: piece[offset..<offset + length]))
            offset += length
        }
        guard let storage = row.storage() else { throw .value("out of memory") }
        return PostgresRow(storage: storage, index: 0)
    }
}
