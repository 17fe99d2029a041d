/// Titles as they are stored: one line, and not too long.
enum Title {
    private static let longest = 300

    /// A title without superfluous white space; nil where nothing is left.
    static func cleaned(_ title: some StringProtocol) -> String? {
        // Of a title that is a whole book, only the beginning is looked at.
        let words = title.unicodeScalars.prefix(longest * 4).split { $0.properties.isWhitespace || $0.value == 0 }
        let line = words.map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
        return line.isEmpty ? nil : String(line.prefix(longest))
    }
}
