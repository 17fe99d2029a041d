import Text

/// Keeps YAML from the parser that it could take long over, or that says more than it shows: aliases, which can stand
/// for a text of any size; deep nesting; and tags.
///
/// It errs on the side of caution: a front matter that it refuses is kept as it is and just not read.
enum YAMLGuard {
    private static let mostDepth = 16

    static func isHarmless(_ lines: [BytewiseString]) -> Bool {
        var scan = Scan()
        return lines.allSatisfy { scan.read($0.text.utf8) }
    }

    private struct Scan {
        private var depth = 0
        private var quote: UInt8?
        private var isEscaped = false

        /// - Returns: Whether nothing harmful has come so far.
        mutating func read(_ line: String.UTF8View) -> Bool {
            // Where a value can begin; there `&`, `*`, `!` and quotes mean something.
            var isAtStart = true
            var previous = UInt8(ascii: " ")
            var markers = 0
            for byte in line {
                if let open = quote {
                    readQuoted(byte, open)
                    previous = byte
                    isAtStart = false
                    continue
                }
                let followsSpace = previous == UInt8(ascii: " ") || previous == UInt8(ascii: "\t")
                switch byte {
                case UInt8(ascii: " "), UInt8(ascii: "\t"):
                    // After `key:` and `-` another value begins.
                    if previous == UInt8(ascii: ":") { isAtStart = true }
                case UInt8(ascii: "#") where followsSpace: return true
                case UInt8(ascii: "&") where isAtStart, UInt8(ascii: "*") where isAtStart,
                    UInt8(ascii: "!") where isAtStart:
                    return false
                case UInt8(ascii: "\""), UInt8(ascii: "'"):
                    if isAtStart { quote = byte }
                    isAtStart = false
                case UInt8(ascii: "["), UInt8(ascii: "{"):
                    depth += 1
                    isAtStart = true
                case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
                case UInt8(ascii: ","): isAtStart = true
                case UInt8(ascii: ":") where depth > 0: isAtStart = true
                case UInt8(ascii: "-") where isAtStart, UInt8(ascii: "?") where isAtStart: markers += 1
                default: isAtStart = false
                }
                if depth > mostDepth || markers > mostDepth { return false }
                previous = byte
            }
            // A quotation of several lines looks like one inside a block of text, where a quotation mark is none.
            return quote == nil
        }

        private mutating func readQuoted(_ byte: UInt8, _ open: UInt8) {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\"), open == UInt8(ascii: "\"") {
                isEscaped = true
            } else if byte == open {
                quote = nil
            }
        }
    }
}
