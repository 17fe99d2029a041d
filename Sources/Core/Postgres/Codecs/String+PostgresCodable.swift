import Glibc

extension String: PostgresArrayElement {
    /// Sent as `text`.
    public static var postgresType: PostgresType { .builtin(.text) }
    /// The columns it is read from.
    public static var expectedColumn: String { "text, varchar, char, name, xml, json, jsonb or numeric" }

    /// Appends the value in the binary format.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresEncodingFailure) {
        try buffer.appendText(self)
    }

    /// Reads a value in the binary format.
    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> String {
        switch type {
        case .text, .varchar, .bpchar, .name, .char, .unknown, .xml, .json, .void: return bytes.text(from: 0)
        case .jsonb: return try JSONText.decode(bytes, type: type).text
        case .numeric: return try numericText(bytes)
        default: throw .wrongType
        }
    }
}

extension PostgresBuffer {
    /// Appends text, which in PostgreSQL must not contain the character NUL.
    mutating func appendText(_ text: String) throws(PostgresEncodingFailure) {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        let hasNUL = unsafe bytes.withUnsafeBytes { bytes in
            unsafe bytes.baseAddress.flatMap { unsafe memchr($0 + start, 0, bytes.count - start) } != nil
        }
        guard !hasNUL else {
            throw PostgresEncodingFailure("PostgreSQL text cannot hold the character NUL (U+0000)")
        }
    }
}

extension RawSpan {
    /// The bytes from `offset` on as text; the connection's encoding is always UTF-8.
    func text(from offset: Int) -> String {
        unsafe withUnsafeBytes { unsafe String(decoding: $0[offset...], as: UTF8.self) }
    }
}
