/// One word as it stands in a text.
struct StatementWord: Sendable, Hashable {
    /// As written, without the punctuation around it.
    var text: String
    /// In lower case, with the plain forms of quotes and dashes.
    var plain: String
    /// Whether a comma, a colon or a semicolon follows.
    var endsClause = false
    /// Whether it is the first of a sentence, where a capital letter says nothing.
    var isFirst = false

    init(_ text: some StringProtocol, plain: some StringProtocol) {
        self.text = String(text)
        self.plain = String(plain)
    }

    init(_ both: String) { self.init(both, plain: both) }

    /// Whether all is letters.
    var isAlphabetic: Bool { plain.allSatisfy(\.isLetter) }

    /// Whether it has more than one letter, all of them capitals.
    var isAcronym: Bool { text.count > 1 && isAlphabetic && !text.contains { $0.isLowercase } && text != plain }

    /// Whether its capitals say which of several things it is: a key, "Mb" and "MB".
    var isExact: Bool {
        let isMixed = text.dropFirst().contains { $0.isUppercase } && text.contains { $0.isLowercase }
        return isMixed && text.contains(where: \.isNumber) || plain.hasSuffix("bps")
            || plain.count == 2 && plain.hasSuffix("b")
    }

    /// The letters by which it is compared.
    var exact: String { isExact ? "=" + text : plain }

    /// Whether it is written as names are: a capital where none has to be, or inside.
    var isCapitalised: Bool {
        guard let first = text.first, first.isLetter else { return false }
        return first.isUppercase && !isFirst || text.dropFirst().contains { $0.isUppercase }
    }
}
