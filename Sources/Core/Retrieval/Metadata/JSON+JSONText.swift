package import JSONFormat
package import Postgres

extension JSON {
    /// A value that the database holds, as a message can carry it: what another program has stored is shown, whatever it
    /// is.
    ///
    /// A number beyond the range of a double, which most clients would read as infinity or not at all, becomes its text.
    /// A value that is nested deeper than 500 levels becomes the text of all of it.
    package init(_ stored: JSONText) {
        do {
            try self.init(parsing: stored.text.quotingHugeNumbers, within: .stored)
        } catch {
            self = .string(stored.text)
        }
    }

    /// Metadata as tools show it. Tools store objects, but another program may have stored nothing, which is shown as an
    /// object without members, or any other value.
    package init(metadata: JSONText?) {
        self = metadata.map { JSON($0) } ?? [:]
    }
}

extension JSONText {
    /// A JSON value in the database's form.
    package init(_ value: JSON) {
        self.init(value.description)
    }
}

extension String {
    /// JSON as the database writes it, in which numbers have no exponent, with quotes around the numbers that no double
    /// is near to.
    fileprivate var quotingHugeNumbers: String {
        let bytes = Array(utf8)
        // The largest double has 309 digits.
        guard bytes.count >= 309 else { return self }
        var result: [UInt8] = []
        var start = bytes.startIndex
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                while index < bytes.endIndex, bytes[index] != UInt8(ascii: "\"") {
                    index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
                }
                index += 1
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                let number = bytes[index...].prefix { !",]} \n".utf8.contains($0) }
                if number.count >= 309, Double(String(decoding: number, as: UTF8.self))?.isFinite != true {
                    result += bytes[start..<index] + [UInt8(ascii: "\"")] + number + [UInt8(ascii: "\"")]
                    start = number.endIndex
                }
                index = number.endIndex
            default: index += 1
            }
        }
        return start == bytes.startIndex ? self : String(decoding: result + bytes[start...], as: UTF8.self)
    }
}
