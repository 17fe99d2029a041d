/// The patterns of secrets that a settings file asks for.
///
/// One pattern a line, `name = pattern`; lines that start with `#` are comments. The file adds to the built-in
/// patterns: a name of theirs replaces that one, and `builtin = off` leaves all of them out.
struct SecretSettings: Sendable, Hashable {
    /// Why a line is not accepted.
    struct LineError: Error, Hashable, CustomStringConvertible {
        /// Counted from 1.
        var line: Int
        var reason: String

        var description: String { "line \(line): \(reason)" }
    }

    private static let mostPatterns = 200
    private static let longestPattern = 1000

    /// In the order of the file, after the built-in ones.
    private(set) var patterns = SecretPattern.builtIn

    init() {}

    /// - Throws: ``LineError`` for the first line that is not understood. Whether PostgreSQL takes a pattern is for
    ///   it to say.
    init(parsing text: String) throws(LineError) {
        var own: [(line: Int, pattern: SecretPattern)] = []
        var keepsBuiltIn = true
        let text = text.first == "\u{FEFF}" ? text.dropFirst() : text[...]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let number = index + 1
            let trimmed = Self.trimmed(line)
            guard !trimmed.isEmpty, trimmed.first != "#" else { continue }
            guard let equals = trimmed.firstIndex(of: "=") else {
                throw LineError(line: number, reason: "expected \"name = pattern\".")
            }
            let name = Self.trimmed(trimmed[..<equals])
            let value = Self.trimmed(trimmed[trimmed.index(after: equals)...])
            if name == "builtin" {
                guard value == "on" || value == "off" else {
                    throw LineError(line: number, reason: "builtin is on or off.")
                }
                keepsBuiltIn = value == "on"
                continue
            }
            if let reason = Self.fault(ofName: name) ?? Self.fault(ofPattern: value) {
                throw LineError(line: number, reason: reason)
            }
            if let first = own.first(where: { $0.pattern.name == name }) {
                throw LineError(line: number, reason: "\(name) is already given in line \(first.line).")
            }
            guard own.count < Self.mostPatterns else {
                throw LineError(line: number, reason: "more than \(Self.mostPatterns) patterns.")
            }
            own.append((number, SecretPattern(String(name), String(value))))
        }
        let names = Set(own.map(\.pattern.name))
        patterns = SecretPattern.builtIn.filter { keepsBuiltIn && !names.contains($0.name) } + own.map(\.pattern)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    private static func fault(ofName name: Substring) -> String? {
        let isName =
            (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
        return isName ? nil : "a name has 1 to 64 lower-case letters, digits and hyphens."
    }

    private static func fault(ofPattern pattern: Substring) -> String? {
        guard !pattern.isEmpty else { return "the pattern is empty: it would match everything." }
        guard pattern.utf8.count <= longestPattern else { return "a pattern has at most \(longestPattern) bytes." }
        guard !pattern.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F }) else {
            return "the pattern has control characters."
        }
        var isEscaped = false
        for character in pattern {
            // The database can match these only by trying all ways.
            if isEscaped, "123456789".contains(character) { return "a back reference can take for ever to match." }
            isEscaped = character == "\\" && !isEscaped
        }
        return nil
    }
}
