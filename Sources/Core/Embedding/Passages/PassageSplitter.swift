/// Splits a text into passages that each fit the window of a model, so that nothing past the window is lost.
///
/// A text that fits is one passage. A longer one becomes windows that overlap a little, so that a phrase at a seam is
/// whole in one of them; each is cut at the end of a paragraph, else of a sentence, of a line or of a word. Only a
/// word that is longer than the window, or than the model takes, is split. Together the passages contain every byte of
/// the text; the same text always gives the same passages; time is linear.
package struct PassageSplitter: Sendable {
    private let tokenizer: WordPieceTokenizer
    /// The number of text tokens in a window.
    private let capacity: Int
    /// The number of tokens that neighbours share; it may vary by half so that a passage begins at a good place.
    private let overlap: Int

    /// - Parameters:
    ///   - tokenizer: The tokenizer of the model.
    ///   - window: The number of tokens that the model takes at once, `[CLS]` and `[SEP]` included.
    package init(tokenizer: WordPieceTokenizer, window: Int = 256) {
        self.tokenizer = tokenizer
        capacity = max(1, window - 2)
        overlap = min(32, capacity / 8)
    }

    /// The passages of a text, in order. A text without tokens (empty or white space) is one passage without tokens, so
    /// that every text has a vector.
    package func passages(of text: String) -> [Passage] {
        let tokens = tokenizer.encodeBreakingLongWords(text)
        guard tokens.ids.count > capacity else {
            return [Passage(text: text, utf8Range: 0..<text.utf8.count, tokens: tokens.ids)]
        }
        let bytes = text.utf8Span.span
        var passages: [Passage] = []
        var start = 0
        while tokens.ids.count - start > capacity {
            let end = cut(from: start, tokens, bytes)
            passages.append(passage(start..<end, tokens, text))
            start = nextStart(after: start, end, tokens, bytes)
        }
        passages.append(passage(start..<tokens.ids.count, tokens, text))
        return passages
    }

    /// Where the window that begins at a token ends: the best break in its second half, the last among equals.
    private func cut(from start: Int, _ tokens: TokenizedText, _ text: Span<UInt8>) -> Int {
        let full = start + capacity
        let half = start + max(1, capacity / 2)
        var best = (place: full, break: TextBreak.none)
        for place in stride(from: full, through: half, by: -1) {
            let found = TextBreak(before: place, of: tokens, in: text)
            if found > best.break { best = (place, found) }
            if found == .paragraph { break }
        }
        if best.break != .none { return best.place }
        if let earlier = (start + 1..<half).last(where: { tokens.mayCutBefore[$0] }) { return earlier }
        // A word longer than the window is at least cut between its characters.
        return (start + 1...full).last { tokens.utf8Ranges[$0].lowerBound >= tokens.utf8Ranges[$0 - 1].upperBound }
            ?? full
    }

    /// Where the next window begins: the best break near the wanted overlap, the nearest among equals.
    private func nextStart(after start: Int, _ end: Int, _ tokens: TokenizedText, _ text: Span<UInt8>) -> Int {
        guard end - start >= capacity / 2, overlap > 0 else { return end }
        let wanted = end - overlap
        var best = (place: end, break: TextBreak.none)
        for place in max(start + 1, wanted - overlap / 2)...wanted + overlap / 2 {
            let found = TextBreak(before: place, of: tokens, in: text)
            let isNearer = found == best.break && abs(place - wanted) < abs(best.place - wanted)
            if found > best.break || (found != .none && isNearer) { best = (place, found) }
        }
        return best.place
    }

    private func passage(_ part: Range<Int>, _ tokens: TokenizedText, _ text: String) -> Passage {
        let lower = part.lowerBound == 0 ? 0 : tokens.utf8Ranges[part.lowerBound].lowerBound
        // Up to the next token: an accent or white space in between belongs to what it follows.
        let upper =
            part.upperBound == tokens.ids.count
            ? text.utf8.count : max(lower, tokens.utf8Ranges[part.upperBound].lowerBound)
        let first = text.utf8.index(text.startIndex, offsetBy: lower)
        let last = text.utf8.index(first, offsetBy: upper - lower)
        return Passage(text: String(text[first..<last]), utf8Range: lower..<upper, tokens: Array(tokens.ids[part]))
    }
}
