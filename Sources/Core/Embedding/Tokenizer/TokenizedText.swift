/// The tokens of one text, without `[CLS]` and `[SEP]`.
package struct TokenizedText: Sendable {
    /// The row of each token in the model's vocabulary.
    package private(set) var ids: [Int32] = []

    /// The text of each token, as UTF-8 offsets in the original text. Characters that the model never sees (accents,
    /// controls, white space) may be between two ranges.
    package private(set) var utf8Ranges: [Range<Int>] = []

    /// True where the text may be cut before a token: both sides then tokenize as they did in the whole.
    package private(set) var mayCutBefore: [Bool] = []

    /// The indices of the tokens that stand for words longer than the model takes.
    private(set) var longWords: [Int] = []

    mutating func reserve(_ count: Int) {
        ids.reserveCapacity(count)
        utf8Ranges.reserveCapacity(count)
        mayCutBefore.reserveCapacity(count)
    }

    @inline(__always)
    mutating func append(_ id: Int32, _ range: Range<Int>, startsWord: Bool = true) {
        // Two words can come from one character; no cut can fall between them.
        mayCutBefore.append(startsWord && range.lowerBound >= utf8Ranges.last?.upperBound ?? 0)
        ids.append(id)
        utf8Ranges.append(range)
    }

    /// The unknown token, for a word longer than the model takes.
    mutating func append(longWord id: Int32, _ range: Range<Int>) {
        longWords.append(ids.count)
        append(id, range)
    }

    /// Appends the tokens of a part of the text that begins at an offset.
    mutating func append(_ part: TokenizedText, at offset: Int, startsWord: Bool) {
        for token in part.ids.indices {
            let range = part.utf8Ranges[token]
            let isFirst = token == 0
            append(
                part.ids[token],
                range.lowerBound + offset..<range.upperBound + offset,
                startsWord: startsWord && isFirst
            )
        }
    }

    mutating func truncate(to count: Int) {
        ids.removeSubrange(count...)
        utf8Ranges.removeSubrange(count...)
        mayCutBefore.removeSubrange(count...)
    }

    /// Forbids cuts in or at the edges of these ranges, which are in ascending order.
    mutating func keepTogether(_ ranges: [Range<Int>]) {
        var next = ranges.startIndex
        for token in ids.indices {
            let start = utf8Ranges[token].lowerBound
            while next < ranges.endIndex, ranges[next].upperBound < start { next += 1 }
            guard next < ranges.endIndex else { return }
            if start >= ranges[next].lowerBound { mayCutBefore[token] = false }
        }
    }
}
