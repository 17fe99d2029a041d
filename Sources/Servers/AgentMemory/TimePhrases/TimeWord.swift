/// A word of a query and where it stands.
struct TimeWord: Sendable, Hashable {
    /// Queries may be longer; phrases of time stand near their start or not at all.
    private static let mostWords = 256

    /// In lower case.
    var plain: String
    var range: Range<String.Index>
    var isCapitalised: Bool
    /// Whether punctuation that ends a phrase follows.
    var endsPhrase = false

    /// - Complexity: Linear in the part of the query that is looked at.
    static func words(of query: String) -> [TimeWord] {
        var words: [TimeWord] = []
        var index = query.startIndex
        while index < query.endIndex, words.count < mostWords {
            guard query[index].isLetter || query[index].isNumber else {
                if ".?!;:()\"".contains(query[index]), !words.isEmpty { words[words.count - 1].endsPhrase = true }
                index = query.index(after: index)
                continue
            }
            let start = index
            while index < query.endIndex, isInside(query[index]) { index = query.index(after: index) }
            var end = index
            while end > start, !(query[query.index(before: end)].isLetter || query[query.index(before: end)].isNumber) {
                end = query.index(before: end)
            }
            index = end
            var plain = query[start..<end].lowercased()
            for ending in ["'s", "’s"] where plain.hasSuffix(ending) { plain.removeLast(2) }
            words.append(TimeWord(plain: plain, range: start..<end, isCapitalised: query[start].isUppercase))
        }
        return words
    }

    private static func isInside(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "-'’_/.:@".contains(character)
    }
}
