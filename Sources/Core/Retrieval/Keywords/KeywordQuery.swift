/// What a person asks for: words, phrases in quotes, and words with a minus that must not occur.
///
/// A quote that nothing closes and a minus inside a word or before anything but a letter are what they are.
package struct KeywordQuery: Sendable, Hashable {
    /// More phrases and exclusions would take long to look up.
    private static let mostConditions = 64

    /// The words, those of the phrases among them, without what is excluded.
    private(set) var text = ""
    /// The phrases that a text must hold.
    private(set) var phrases: [String] = []
    /// The words and phrases that it must not hold.
    private(set) var excluded: [String] = []

    package init(_ query: String) {
        var rest = Substring(query)
        var isAtStart = true
        while let first = rest.first {
            let isExclusion =
                isAtStart && first == "-" && rest.dropFirst().first.map { $0.isLetter || $0 == "\"" } == true
            let term = isExclusion ? rest.dropFirst() : rest
            if isAtStart, let (phrase, after) = Self.phrase(at: term) {
                if isExclusion { excluded.append(phrase) } else { require(phrase) }
                rest = after
            } else if isExclusion {
                let word = term.prefix { !$0.isWhitespace }
                excluded.append(String(word))
                rest = term[word.endIndex...]
            } else {
                text.append(first)
                isAtStart = first.isWhitespace
                rest = rest.dropFirst()
            }
        }
    }

    /// Whether it has phrases or exclusions.
    package var hasConditions: Bool { !phrases.isEmpty || !excluded.isEmpty }

    /// The same words, none of which must occur together, or must not occur.
    var withoutConditions: KeywordQuery {
        var query = self
        query.phrases = []
        query.excluded = []
        return query
    }

    /// A phrase in quotes and what follows it.
    private static func phrase(at text: Substring) -> (String, Substring)? {
        guard text.first == "\"" else { return nil }
        let inside = text.dropFirst()
        guard let end = inside.firstIndex(of: "\"") else { return nil }
        return (String(inside[..<end]), inside[inside.index(after: end)...])
    }

    private mutating func require(_ phrase: String) {
        text += phrase
        if phrase.holdsText { phrases.append(phrase) }
    }

    /// - Throws: ``RetrievalError`` where nothing is asked for.
    init(asked query: String) throws {
        self.init(query)
        guard phrases.count + excluded.count <= Self.mostConditions else {
            throw RetrievalError(
                .text,
                "query has \(phrases.count + excluded.count) phrases and excluded words; it may have \(Self.mostConditions)."
            )
        }
        guard !text.holdsText else { return }
        throw RetrievalError(
            .text,
            excluded.isEmpty
                ? "query contains only white space or control characters; give it at least one word."
                : "query only excludes words; say also what to look for."
        )
    }
}
