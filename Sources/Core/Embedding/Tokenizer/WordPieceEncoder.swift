/// Gathers normalised scalars into words and spells each word in tokens.
struct WordPieceEncoder: NormalizedSink {
    private let vocabulary: WordPieceVocabulary
    private var word = NormalizedText()
    private var wordLength = 0
    /// The end of the part of an overlong word that is not kept.
    private var unkeptEnd = 0
    private var hashes: [UInt64]
    private var result = TokenizedText()

    init(_ vocabulary: WordPieceVocabulary, expectedBytes: Int) {
        self.vocabulary = vocabulary
        hashes = Array(repeating: 0, count: vocabulary.longestToken)
        result.reserve(expectedBytes / 4)
    }

    @inline(__always)
    mutating func word(_ scalar: UInt32, _ start: Int, _ end: Int) {
        wordLength += 1
        if wordLength <= vocabulary.longestWord {
            word.append(scalar, start, end)
        } else {
            unkeptEnd = max(unkeptEnd, end)
        }
    }

    @inline(__always)
    mutating func punctuation(_ scalar: UInt32, _ start: Int, _ end: Int) {
        endWord()
        word(scalar, start, end)
        endWord()
    }

    @inline(__always)
    mutating func space(_ scalar: UInt32, _ start: Int, _ end: Int) {
        endWord()
    }

    /// Adds a token that was found whole in the text.
    mutating func token(_ id: Int32, _ range: Range<Int>) {
        result.append(id, range)
    }

    /// The tokens so far; the encoder starts again.
    mutating func finish() -> TokenizedText {
        endWord()
        var finished = TokenizedText()
        swap(&finished, &result)
        return finished
    }

    mutating func endWord() {
        guard wordLength > 0 else { return }
        if wordLength > vocabulary.longestWord {
            let kept = word.bytes.isEmpty ? 0..<0 : word.original(0..<word.bytes.count)
            result.append(longWord: vocabulary.unknown, kept.lowerBound..<max(kept.upperBound, unkeptEnd))
        } else {
            spell()
        }
        word.removeAll()
        wordLength = 0
        unkeptEnd = 0
    }

    private mutating func spell() {
        let first = result.ids.count
        var position = 0
        while position < word.bytes.count {
            guard let match = vocabulary.longestMatch(word.bytes, from: position, hashes: &hashes) else {
                result.truncate(to: first)
                result.append(vocabulary.unknown, word.original(0..<word.bytes.count))
                return
            }
            result.append(match.id, word.original(position..<match.end), startsWord: position == 0)
            position = match.end
        }
    }
}
