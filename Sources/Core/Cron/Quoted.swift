import Text

/// What a caller wrote, for a message: its beginning in quotes, with nothing in it that could disturb a line.
struct Quoted: CustomStringConvertible {
    private let text: String

    init(_ text: some StringProtocol) {
        let scalars = text.unicodeScalars.prefix(41).map { scalar in
            scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) ? "\u{FFFD}" : scalar
        }
        var start = String.UnicodeScalarView()
        start.append(contentsOf: scalars)
        self.text = String(start).start(of: 40)
    }

    var description: String { "\"\(text)\"" }
}
