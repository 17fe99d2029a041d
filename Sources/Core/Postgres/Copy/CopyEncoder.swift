/// Writes rows in COPY's binary format (PostgreSQL manual, COPY, File Formats).
struct CopyEncoder {
    /// A column of the table, as the server describes it.
    struct Column {
        let name: String
        let type: PostgresOID
    }

    private let columns: [Column]
    private(set) var buffer = PostgresBuffer()
    private var rows = 0

    init(_ columns: [Column]) {
        self.columns = columns
        buffer.append("PGCOPY\n".utf8)
        buffer.append([0xFF, 0x0D, 0x0A, 0x00])
        buffer.append(Int32(0))  // flags
        buffer.append(Int32(0))  // length of the extension of the header
    }

    mutating func removeBytes() { buffer.bytes.removeAll(keepingCapacity: true) }

    mutating func appendEnd() { buffer.append(Int16(-1)) }

    /// Appends one row; `number` returns the OID of a type in this database.
    mutating func append(
        _ row: PostgresBinds,
        number: (PostgresType) throws(PostgresError) -> PostgresOID
    ) throws(PostgresError) {
        rows += 1
        if let failure = row.failure { throw inRow("\(failure.message)") }
        guard row.count == columns.count else {
            throw inRow("it has \(row.count) values for \(columns.count) columns")
        }
        guard row.buffer.bytes.count < PostgresBinds.sizeLimit else {
            throw inRow("its values are larger together than PostgreSQL's limit of 1 GiB for a row")
        }
        buffer.append(Int16(columns.count))
        for (item, column) in zip(row.items, columns) {
            guard item.length >= 0 else {
                buffer.append(Int32(-1))
                continue
            }
            let type = try number(item.type)
            let bytes = row.buffer.bytes[item.offset..<item.offset + Int(item.length)]
            guard type != column.type else {
                buffer.append(item.length)
                buffer.append(bytes)
                if case .arrayOfNamed(let name) = item.type {
                    buffer.setElementType(try number(.named(name)), ofArrayAt: buffer.bytes.count - bytes.count)
                }
                continue
            }
            try append(bytes, of: type, to: column)
        }
    }

    /// The server does not convert values in the binary format; lossless conversions are done here.
    private mutating func append(
        _ bytes: ArraySlice<UInt8>,
        of type: PostgresOID,
        to column: Column
    ) throws(PostgresError) {
        switch (type, column.type) {
        case (.text, .varchar), (.text, .bpchar), (.text, .name), (.text, .json), (.text, .xml),
            (.timestamptz, .timestamp):
            buffer.append(Int32(bytes.count))
            buffer.append(bytes)
        case (.jsonb, .json):
            buffer.append(Int32(bytes.count - 1))
            buffer.append(bytes.dropFirst())
        case (.int8, .int4), (.int8, .int2), (.int4, .int2), (.int4, .int8), (.int2, .int4), (.int2, .int8):
            try append(integer(bytes), to: column)
        case (.float4, .float8):
            buffer.append(Int32(8))
            buffer.append(Double(Float(bitPattern: bytes.reduce(0) { $0 << 8 | UInt32($1) })).bitPattern)
        default:
            throw inRow("column \"\(column.name)\" is \(column.type), but the value is \(type)")
        }
    }

    private func integer(_ bytes: ArraySlice<UInt8>) -> Int64 {
        let isNegative = (bytes.first ?? 0) >= 0x80
        return bytes.reduce(isNegative ? -1 : 0) { $0 << 8 | Int64($1) }
    }

    private mutating func append(_ value: Int64, to column: Column) throws(PostgresError) {
        if column.type == .int8 {
            buffer.append(Int32(8))
            buffer.append(value)
        } else if column.type == .int4, let value = Int32(exactly: value) {
            buffer.append(Int32(4))
            buffer.append(value)
        } else if column.type == .int2, let value = Int16(exactly: value) {
            buffer.append(Int32(2))
            buffer.append(value)
        } else {
            throw inRow("the value of column \"\(column.name)\" does not fit \(column.type)")
        }
    }

    private func inRow(_ reason: String) -> PostgresError {
        PostgresError(.encoding, "row \(rows) of the COPY cannot be sent: \(reason)")
    }
}
