/// The WordPiece model: a word becomes the longest token it starts with, then the longest continuation of the rest,
/// and so on; a word that cannot be spelled to its end is the unknown token as a whole.
///
/// Wu et al., "Google's Neural Machine Translation System" (2016), in the greedy form that BERT uses.
struct WordPieceVocabulary: Sendable {
    private let words: TokenTable
    private let continuations: TokenTable

    /// Words of more Unicode scalars than this are unknown without a lookup.
    let longestWord: Int
    let unknown: Int32

    /// Length in bytes of the longest token.
    var longestToken: Int { max(words.longest, continuations.longest) }

    init(definition: borrowing TokenizerDefinition) throws(EmbeddingError) {
        let tokens = definition.tokens
        let prefix = Array(definition.continuingPrefix.utf8)
        var words = TokenTable(capacity: tokens.count)
        var continuations = TokenTable(capacity: tokens.count / 2)
        for index in 0..<tokens.count {
            let token = tokens.bytes(index)
            words.insert(token, id: tokens.ids[index])
            if token.starts(with: prefix) { continuations.insert(token.dropFirst(prefix.count), id: tokens.ids[index]) }
        }
        guard let unknown = words.find(definition.unknownToken.utf8) else {
            throw EmbeddingError(
                "\(definition.source): the unknown token \(definition.unknownToken) is not in the vocabulary"
            )
        }
        self.words = words
        self.continuations = continuations
        self.unknown = unknown
        longestWord = definition.longestWord
    }

    /// The id of a token by its own name, `##` and all.
    func id(of token: String) -> Int32? {
        words.find(token.utf8)
    }

    /// The longest token that starts at `start`, and where it ends.
    ///
    /// - Parameter hashes: Scratch space for `longestToken` values, which the caller provides to avoid an allocation
    ///   here.
    @inline(__always)
    func longestMatch(_ word: [UInt8], from start: Int, hashes: inout [UInt64]) -> (id: Int32, end: Int)? {
        start == 0
            ? Self.longestMatch(words, word, from: start, hashes: &hashes)
            : Self.longestMatch(continuations, word, from: start, hashes: &hashes)
    }

    @inline(__always)
    private static func longestMatch(
        _ table: borrowing TokenTable,
        _ word: [UInt8],
        from start: Int,
        hashes: inout [UInt64]
    ) -> (id: Int32, end: Int)? {
        let furthest = min(word.count, start + table.longest)
        var hash = FNV1a.empty
        for position in start..<furthest {
            hash = FNV1a.extend(hash, by: word[position])
            hashes[position - start] = hash
        }
        var end = furthest
        while end > start {
            if let id = table.find(word, start, end, hash: hashes[end - start - 1]) { return (id, end) }
            end -= 1
        }
        return nil
    }
}
