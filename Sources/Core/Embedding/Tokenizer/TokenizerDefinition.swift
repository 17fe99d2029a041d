/// The definition of a published WordPiece tokenizer.
struct TokenizerDefinition: Sendable {
    /// The file it was read from, for messages.
    var source: String
    var options = BertNormalizerOptions()
    var unknownToken = "[UNK]"
    var continuingPrefix = "##"
    /// Words of more Unicode scalars than this are unknown.
    var longestWord = 100
    var tokens = TokenList()
    var addedTokens: [AddedToken] = []

    /// The names that every BERT vocabulary gives its special tokens.
    static let specialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
}

/// The tokens of a vocabulary with their ids, in one flat store.
struct TokenList: Sendable {
    private var content: [UInt8] = []
    private var ends: [Int] = [0]
    private(set) var ids: [Int32] = []

    var count: Int { ids.count }

    func bytes(_ index: Int) -> ArraySlice<UInt8> {
        content[ends[index]..<ends[index + 1]]
    }

    mutating func append(_ token: some Collection<UInt8>, id: Int32) {
        content.append(contentsOf: token)
        ends.append(content.count)
        ids.append(id)
    }
}
