/// SQL text whose interpolated values become parameters: they are sent separately from the text, never inside it.
///
/// ```swift
/// "SELECT title FROM documents WHERE id = \(id) AND created_at > \(date)"     // … id = $1 AND created_at > $2
/// "SELECT count(*) FROM \(identifier: table)"                                 // a quoted name
/// "\(fragment: query) LIMIT \(limit)"                                         // SQL in SQL, renumbered
/// "ORDER BY \(unsafe: direction)"                                             // raw text: never from user input
/// ```
public struct SQL: Sendable, ExpressibleByStringInterpolation {
    /// The text, with `$1`, `$2`… where the values go.
    public private(set) var text: String
    /// The values.
    public private(set) var binds = PostgresBinds()
    /// Where in `text` (in UTF-8 bytes) each placeholder begins, in order.
    private var placeholders: [Int] = []

    /// Literal SQL without values.
    public init(stringLiteral value: String) { text = value }

    /// Literal SQL with values.
    public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

    /// Raw SQL. The name makes its uses easy to find: text from outside the program must never come here.
    public init(unsafe text: String) { self.text = text }

    /// Appends `other`, whose parameters are renumbered to follow the existing ones.
    public mutating func append(_ other: SQL) {
        let placed = binds.count
        let base = text.utf8.count
        if placed == 0 || other.placeholders.isEmpty {
            placeholders += other.placeholders.map { $0 + base }
            text += other.text
        } else {
            appendRenumbered(other, from: placed)
        }
        binds.append(contentsOf: other.binds)
    }

    /// Whether this is a COPY, which libpq does not survive in a pipeline.
    var isCopy: Bool {
        var text = text.utf8[...]
        while let first = text.first {
            if text.starts(with: "--".utf8) {
                text = text.drop { $0 != UInt8(ascii: "\n") }
            } else if text.starts(with: "/*".utf8) {
                text = text.dropFirst(2)
                while !text.isEmpty, !text.starts(with: "*/".utf8) { text = text.dropFirst() }
                text = text.dropFirst(2)
            } else if first == UInt8(ascii: " ") || (9...13).contains(first) || first == UInt8(ascii: ";") {
                text = text.dropFirst()
            } else {
                return text.count >= 4 && zip(text, "copy".utf8).allSatisfy { $0 | 0x20 == $1 }
            }
        }
        return false
    }

    private mutating func appendRenumbered(_ other: SQL, from placed: Int) {
        let source = other.text.utf8
        var copied = source.startIndex
        for (index, offset) in other.placeholders.enumerated() {
            let placeholder = source.index(source.startIndex, offsetBy: offset)
            text += other.text[copied..<placeholder]
            placeholders.append(text.utf8.count)
            text += "$\(placed + index + 1)"
            copied = source.index(placeholder, offsetBy: 1 + String(index + 1).utf8.count)
        }
        text += other.text[copied...]
    }
}

extension SQL {
    /// Collects the pieces of an interpolated literal.
    public struct StringInterpolation: StringInterpolationProtocol, Sendable {
        var sql = SQL(unsafe: "")

        /// Begins an empty text.
        public init(literalCapacity: Int, interpolationCount: Int) {
            sql.text.reserveCapacity(literalCapacity + interpolationCount * 3)
        }

        /// Literal text, unchanged.
        public mutating func appendLiteral(_ literal: String) { sql.text += literal }

        /// A value, which becomes the next parameter.
        public mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value) {
            sql.appendParameter(value)
        }

        /// A value that may be missing: nil becomes NULL of the value's type.
        public mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            sql.appendParameter(value)
        }

        /// A name of a table, column or other object, quoted.
        public mutating func appendInterpolation(identifier: String) { sql.text += quoteIdentifier(identifier) }

        /// Other SQL with its values.
        public mutating func appendInterpolation(fragment: SQL) { sql.append(fragment) }

        /// Raw text, unchanged. It must never come from outside the program.
        public mutating func appendInterpolation(unsafe text: String) { sql.text += text }
    }

    private mutating func appendParameter<Value: PostgresEncodable>(_ value: Value) {
        placeholders.append(text.utf8.count)
        binds.append(value)
        text += "$"
        text += String(binds.count)
    }
}

extension Sequence<SQL> {
    /// Joins the fragments, with `separator` between them.
    public func joined(separator: SQL) -> SQL {
        var joined = SQL(unsafe: "")
        var isFirst = true
        for part in self {
            if !isFirst { joined.append(separator) }
            joined.append(part)
            isFirst = false
        }
        return joined
    }
}
