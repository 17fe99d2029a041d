/// A style sheet without what only its readers need: comments, and the white space that separates nothing.
///
/// White space is kept wherever it could mean something: inside strings, between the parts of a selector or a value,
/// before a colon (`a :hover` is not `a:hover`), and as the value of a custom property that is empty.
struct StyleText {
    private(set) var text = ""
    /// Whether white space or a comment stands between what was written and what follows.
    private var isSpaced = false

    init(_ source: String) throws {
        var rest = source[...]
        while let character = rest.first {
            if rest.hasPrefix("/*") {
                guard let end = rest.firstRange(of: "*/") else { throw EmbedError("a comment does not end") }
                rest = rest[end.upperBound...]
                isSpaced = true
            } else if character.isWhitespace {
                rest = rest.dropFirst()
                isSpaced = true
            } else if character == "\"" || character == "'" {
                let end = try Self.end(of: rest, quote: character)
                append(rest[..<end])
                rest = rest[end...]
            } else {
                append(rest.prefix(1))
                rest = rest.dropFirst()
            }
        }
    }

    private mutating func append(_ part: Substring) {
        if isSpaced, let last = text.last, let next = part.first {
            let isEmptyValue = last == ":" && next == ";"
            let separatesNothing = "{};,:".contains(last) || "{};,".contains(next)
            if !separatesNothing || isEmptyValue { text.append(" ") }
        }
        isSpaced = false
        text += part
    }

    /// Where a string ends that the text begins with.
    private static func end(of text: Substring, quote: Character) throws -> Substring.Index {
        var index = text.index(after: text.startIndex)
        while index < text.endIndex {
            if text[index] == quote { return text.index(after: index) }
            if text[index] == "\\" { text.formIndex(after: &index) }
            guard index < text.endIndex else { break }
            text.formIndex(after: &index)
        }
        throw EmbedError("a string does not end")
    }
}
