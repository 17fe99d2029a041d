import JSONFormat
package import Postgres
import Text

/// A column of an embedded table that a filter may name, beside what is in its metadata.
package struct FilterColumn: Sendable, Hashable {
    /// What it holds, and so what it is compared with.
    package enum Kind: Sendable {
        /// `integer` or `bigint`.
        case integer
        /// `text`, compared byte by byte.
        case text
        /// `timestamptz`, or a `timestamp` of the server's time zone.
        case time
    }

    /// Its name in filters, after a `$`.
    package let name: String
    /// Its name in the table.
    package let column: String
    package let kind: Kind
    /// The table whose column it is, where that is another one with a row for each value of `key`.
    let owner: Owner?

    /// - Parameter column: Its name in the table, where that is another.
    package init(_ name: String, _ kind: Kind, column: String? = nil) {
        self.name = name
        self.column = column ?? name
        self.kind = kind
        owner = nil
    }

    /// A column of another table.
    ///
    /// - Parameter key: The column of both tables that tells which row is meant; unique in the other one.
    package init(_ name: String, _ kind: Kind, of table: QualifiedName, by key: String) {
        self.name = name
        column = name
        self.kind = kind
        owner = Owner(table: table, key: key)
    }

    struct Owner: Sendable, Hashable {
        let table: QualifiedName
        let key: String
    }
}

extension FilterColumn.Kind {
    /// In words that follow "must be".
    var expectation: String {
        switch self {
        case .integer: "a whole number"
        case .text: "a text without U+0000"
        case .time: "an RFC 3339 time with its zone, as in \"2026-11-26T09:30:00Z\""
        }
    }

    /// A value as ``values(_:)`` takes it; nil for one that such a column cannot be compared with.
    func value(_ json: JSON) -> JSON? {
        switch (self, json) {
        case (.integer, .int): json
        case (.integer, .double(let number)): Int64(exactly: number).map { .int($0) }
        case (.text, .string(let text)): text.utf8.contains(0) ? nil : json
        case (.time, .string(let text)): RFC3339Time(text).map { .string($0.text) }
        default: nil
        }
    }

    /// An array of the column's type.
    func values(_ values: [JSON]) -> SQL {
        switch self {
        case .integer: "\(values.compactMap(\.intValue))"
        case .text: "\(values.compactMap(\.stringValue))"
        case .time: "\(values.compactMap(\.stringValue))::pg_catalog.timestamptz[]"
        }
    }

    var type: SQL {
        switch self {
        case .integer: "pg_catalog.int8"
        case .text: "pg_catalog.text"
        case .time: "pg_catalog.timestamptz"
        }
    }
}

extension JSON {
    fileprivate var intValue: Int64? {
        guard case .int(let number) = self else { return nil }
        return number
    }
}
