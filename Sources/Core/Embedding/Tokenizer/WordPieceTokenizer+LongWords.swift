extension WordPieceTokenizer {
    /// Tokenizes a text like ``encode(_:)``, but breaks the words that are too long for the model.
    ///
    /// The reference makes each of them one unknown token, which says nothing of the word: a sentence of Thai, which has
    /// no spaces, or a run of Base64. Here it becomes words of the greatest length, and what the vocabulary lacks in it
    /// becomes unknown tokens in between. Every other text has the tokens of the reference.
    package func encodeBreakingLongWords(_ text: String) -> TokenizedText {
        let whole = encode(text)
        guard !whole.longWords.isEmpty else { return whole }
        var result = TokenizedText()
        result.reserve(whole.ids.count)
        var breaker = LongWordBreaker(tokenizer: self)
        var long = whole.longWords[...]
        for token in whole.ids.indices {
            let range = whole.utf8Ranges[token]
            if long.first == token {
                long.removeFirst()
                let first = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
                let last = text.utf8.index(first, offsetBy: range.count)
                breaker.appendTokens(
                    of: text[first..<last],
                    at: range.lowerBound,
                    to: &result,
                    startsWord: whole.mayCutBefore[token]
                )
            } else {
                result.append(whole.ids[token], range, startsWord: whole.mayCutBefore[token])
            }
        }
        return result
    }
}

/// Breaks words that are too long for the model.
private struct LongWordBreaker {
    let tokenizer: WordPieceTokenizer
    /// Whether the vocabulary spells a scalar, as far as it was asked.
    private var isSpelled: [Unicode.Scalar: Bool] = [:]

    init(tokenizer: WordPieceTokenizer) {
        self.tokenizer = tokenizer
    }

    /// Appends the tokens of a word that begins at an offset of the text.
    ///
    /// A part of the word would be broken elsewhere, or not at all, so the text must not be cut within it.
    mutating func appendTokens(of word: Substring, at offset: Int, to result: inout TokenizedText, startsWord: Bool) {
        var rest = word
        var position = offset
        while let first = rest.unicodeScalars.first {
            let startsWord = startsWord && position == offset
            let length: Int
            if spells(first) {
                let (tokens, end) = knownTokens(beginning: rest)
                length = rest.utf8.distance(from: rest.startIndex, to: end)
                result.append(tokens, at: position, startsWord: startsWord)
            } else {
                let end = rest.unicodeScalars.firstIndex { spells($0) } ?? rest.endIndex
                length = rest.utf8.distance(from: rest.startIndex, to: end)
                result.append(tokenizer.unknown, position..<position + length, startsWord: startsWord)
            }
            rest = rest[rest.utf8.index(rest.startIndex, offsetBy: length)...]
            position += length
        }
    }

    /// The tokens of the longest known beginning that the model takes, and where it ends.
    private mutating func knownTokens(beginning rest: Substring) -> (tokens: TokenizedText, end: Substring.Index) {
        var limit = max(tokenizer.longestWord, 1)
        while true {
            var end = rest.startIndex
            for _ in 0..<limit where end < rest.endIndex && spells(rest.unicodeScalars[end]) {
                end = rest.unicodeScalars.index(after: end)
            }
            let tokens = tokenizer.encode(String(rest[..<end]))
            // One scalar can become up to four, which count against the limit of the model.
            guard !tokens.longWords.isEmpty, limit > 1 else { return (tokens, end) }
            limit = max(limit / 4, 1)
        }
    }

    /// Whether the vocabulary has a scalar both where a word begins and where it goes on.
    private mutating func spells(_ scalar: Unicode.Scalar) -> Bool {
        if let known = isSpelled[scalar] { return known }
        let isKnown = !tokenizer.encode("\(scalar)\(scalar)").ids.contains(tokenizer.unknown)
        isSpelled[scalar] = isKnown
        return isKnown
    }
}
