/// An SQL/JSON path expression: the type of `jsonpath` parameters.
package struct JSONPath: Sendable, Hashable {
    /// The expression.
    package var text: String

    /// An expression, as in `$."price" > 5`; the server checks it.
    package init(_ text: String) { self.text = text }
}

extension JSONPath: PostgresEncodable {
    /// Sent as `jsonpath`.
    package static var postgresType: PostgresType { .builtin(.jsonpath) }
    /// The columns it is read from.
    package static var expectedColumn: String { "jsonpath" }

    /// The binary format of jsonpath is a version followed by the text.
    private static var version: UInt8 { 1 }

    /// Appends the expression in the binary format.
    package func encode(into buffer: inout PostgresBuffer) throws(PostgresEncodingFailure) {
        buffer.append(Self.version)
        try buffer.appendText(text)
    }

    /// Reads an expression in the binary format.
    package static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> JSONPath {
        guard type == .jsonpath else { throw .wrongType }
        guard try bytes.integer(as: UInt8.self) == version else { throw .value("its jsonpath version is unknown") }
        return JSONPath(bytes.text(from: 1))
    }
}
