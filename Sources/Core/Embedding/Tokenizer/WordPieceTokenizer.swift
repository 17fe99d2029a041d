import Files
import SystemPackage
import Text

/// Turns text into the token ids of a BERT model, the same ids as the reference `tokenizers` library for every text.
///
/// Time is linear in the length of the text, whatever its contents.
package struct WordPieceTokenizer: Sendable {
    /// The token before every text.
    package let cls: Int32
    /// The token after every text.
    package let sep: Int32
    /// The token that pads a batch.
    package let pad: Int32
    /// The token for a word that the vocabulary cannot spell.
    package let unknown: Int32
    /// One more than the highest id: the rows a model's embedding table must have.
    package let vocabularySize: Int

    /// Words of more Unicode scalars than this are one unknown token.
    var longestWord: Int { vocabulary.longestWord }

    private let vocabulary: WordPieceVocabulary
    private let normalizer: BertNormalizer
    /// Added tokens that are matched in the original text.
    private let literalTokens: AddedTokenMatcher
    /// Added tokens that are matched in the normalised text; there are rarely any.
    private let normalizedTokens: AddedTokenMatcher
    /// Finds words in text that is already normalised.
    private let splitter: BertNormalizer?

    /// Reads the tokenizer of a model folder: `tokenizer.json` where there is one, else `vocab.txt` with the settings
    /// of `tokenizer_config.json`, or those of an uncased BERT.
    ///
    /// - Parameter folder: The path of a folder in the published layout.
    /// - Throws: ``EmbeddingError`` where no file can be read, or the model is not a BERT model with a WordPiece
    ///   vocabulary.
    package init(folder: String) throws(EmbeddingError) {
        func content(_ name: String) -> [UInt8]? {
            try? ReadOnlyFile.contents(of: FilePath(folder).appending(name), limit: 64 << 20)
        }
        if let json = content("tokenizer.json") {
            try self.init(TokenizerDefinition(tokenizerJSON: json, source: folder + "/tokenizer.json"))
        } else if let vocabulary = content("vocab.txt") {
            try self.init(
                TokenizerDefinition(
                    vocabulary: vocabulary,
                    source: folder + "/vocab.txt",
                    configuration: content("tokenizer_config.json"),
                    configurationSource: folder + "/tokenizer_config.json"
                )
            )
        } else {
            throw EmbeddingError(
                "\(folder) has no readable tokenizer.json or vocab.txt: is it the folder of a model?"
            )
        }
    }

    init(_ definition: consuming TokenizerDefinition) throws(EmbeddingError) {
        let vocabulary = try WordPieceVocabulary(definition: definition)
        let added = try Self.withIDs(definition.addedTokens, vocabulary, count: definition.tokens.count)
        let source = definition.source
        func id(_ name: String) throws(EmbeddingError) -> Int32 {
            if let id = vocabulary.id(of: name) ?? added.first(where: { $0.content == name })?.id { return id }
            throw EmbeddingError("\(source): there is no token \(name), which every BERT vocabulary has.")
        }
        cls = try id("[CLS]")
        sep = try id("[SEP]")
        pad = try id("[PAD]")
        unknown = vocabulary.unknown
        vocabularySize = Int(max(definition.tokens.ids.max() ?? 0, added.map(\.id).max() ?? 0)) + 1
        self.vocabulary = vocabulary
        let normalizer = BertNormalizer(definition.options)
        self.normalizer = normalizer
        literalTokens = AddedTokenMatcher(added.filter { !$0.isNormalized }.map { ($0, Array($0.content.utf8)) })
        normalizedTokens = AddedTokenMatcher(
            added.filter(\.isNormalized).map { token in
                var pattern = NormalizedText()
                let content = token.content.utf8Span.span
                normalizer.normalize(content, 0..<content.count, into: &pattern)
                return (token, pattern.bytes)
            }
        )
        splitter =
            normalizedTokens.isEmpty
            ? nil
            : BertNormalizer(
                BertNormalizerOptions(
                    cleansText: false,
                    separatesChinese: false,
                    stripsAccents: false,
                    lowercases: false
                )
            )
    }

    /// Gives each added token the id it has in the vocabulary, or the next free one.
    private static func withIDs(
        _ tokens: [AddedToken],
        _ vocabulary: WordPieceVocabulary,
        count: Int
    ) throws(EmbeddingError) -> [AddedToken] {
        var next = Int32(count)
        var new: [BytewiseString: Int32] = [:]
        var result: [AddedToken] = []
        for var token in tokens where !token.content.isEmpty {
            if let id = vocabulary.id(of: token.content) ?? new[BytewiseString(token.content)] {
                token.id = id
            } else {
                token.id = next
                new[BytewiseString(token.content)] = next
                next += 1
            }
            result.append(token)
        }
        return result.filter(\.isSpecial) + result.filter { !$0.isSpecial }
    }

    /// Tokenizes a whole text, without `[CLS]` and `[SEP]`; nothing is truncated.
    ///
    /// The names of special tokens in the text become those tokens, as in the reference.
    package func encode(_ text: String) -> TokenizedText {
        let bytes = text.utf8Span.span
        var encoder = WordPieceEncoder(vocabulary, expectedBytes: bytes.count)
        let (pieces, passedOver) = literalTokens.split(bytes)
        var passedOverNormalized: [Range<Int>] = []
        for piece in pieces {
            if let id = piece.id {
                encoder.token(id, piece.range)
            } else if let splitter {
                passedOverNormalized += findNormalizedTokens(bytes, piece.range, splitter, &encoder)
            } else {
                normalizer.normalize(bytes, piece.range, into: &encoder)
                encoder.endWord()
            }
        }
        var result = encoder.finish()
        if !passedOver.isEmpty { result.keepTogether(passedOver) }
        if !passedOverNormalized.isEmpty { result.keepTogether(passedOverNormalized) }
        return result
    }

    /// Encodes a part of a text from its complete normalised form.
    ///
    /// - Returns: The places where a single-word token was skipped.
    private func findNormalizedTokens(
        _ bytes: Span<UInt8>,
        _ part: Range<Int>,
        _ splitter: BertNormalizer,
        _ encoder: inout WordPieceEncoder
    ) -> [Range<Int>] {
        var normalized = NormalizedText()
        normalizer.normalize(bytes, part, into: &normalized)
        let text = normalized.bytes.span
        let (pieces, passedOver) = normalizedTokens.split(text)
        var sink = NormalizedPieceSink(encoder: WordPieceEncoder(vocabulary, expectedBytes: 0), text: normalized)
        swap(&sink.encoder, &encoder)
        for piece in pieces {
            if let id = piece.id {
                sink.encoder.token(id, normalized.original(piece.range))
            } else {
                splitter.normalize(text, piece.range, into: &sink)
                sink.encoder.endWord()
            }
        }
        swap(&sink.encoder, &encoder)
        return passedOver.map(normalized.original)
    }
}
