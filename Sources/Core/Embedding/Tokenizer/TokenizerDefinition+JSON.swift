extension TokenizerDefinition {
    /// Reads the published `tokenizer.json`.
    ///
    /// Truncation, padding and the post-processor are ignored: the encoder here adds no special tokens and truncates
    /// nothing.
    init(tokenizerJSON bytes: [UInt8], source: String) throws(EmbeddingError) {
        self.init(source: source)
        var hasModel = false
        var hasNormalizer = false
        var hasPreTokenizer = false
        var scanner = JSONScanner(bytes, source: source)
        try scanner.object { (scanner, name) throws(EmbeddingError) in
            switch String(decoding: name, as: UTF8.self) {
            case "added_tokens":
                try scanner.array { (scanner) throws(EmbeddingError) in addedTokens.append(try AddedToken(&scanner)) }
            case "normalizer":
                hasNormalizer = true
                try readNormalizer(&scanner)
            case "pre_tokenizer":
                hasPreTokenizer = true
                try readPreTokenizer(&scanner)
            case "model":
                hasModel = true
                try readModel(&scanner)
            default: try scanner.skip()
            }
        }
        guard hasModel else { throw unsupported("model", found: nil, supported: "WordPiece") }
        guard hasNormalizer else { throw unsupported("normalizer", found: nil, supported: "BertNormalizer") }
        guard hasPreTokenizer else { throw unsupported("pre_tokenizer", found: nil, supported: "BertPreTokenizer") }
    }

    private mutating func readNormalizer(_ scanner: inout JSONScanner) throws(EmbeddingError) {
        var options = BertNormalizerOptions()
        let type = try readTyped(&scanner, "normalizer", "BertNormalizer") { (scanner, name) throws(EmbeddingError) in
            switch name {
            case "clean_text": options.cleansText = try scanner.bool()
            case "handle_chinese_chars": options.separatesChinese = try scanner.bool()
            case "strip_accents": options.stripsAccents = try scanner.optionalBool()
            case "lowercase": options.lowercases = try scanner.bool()
            default: try scanner.skip()
            }
        }
        guard type == "BertNormalizer" else {
            throw unsupported("normalizer", found: type, supported: "BertNormalizer")
        }
        self.options = options
    }

    private mutating func readPreTokenizer(_ scanner: inout JSONScanner) throws(EmbeddingError) {
        let type = try readTyped(&scanner, "pre_tokenizer", "BertPreTokenizer") { (scanner, _) throws(EmbeddingError) in
            try scanner.skip()
        }
        guard type == "BertPreTokenizer" else {
            throw unsupported("pre_tokenizer", found: type, supported: "BertPreTokenizer")
        }
    }

    private mutating func readModel(_ scanner: inout JSONScanner) throws(EmbeddingError) {
        var isBPE = false
        var isUnigram = false
        let type = try readTyped(&scanner, "model", "WordPiece") { (scanner, name) throws(EmbeddingError) in
            switch name {
            case "unk_token": unknownToken = try scanner.optionalString() ?? unknownToken
            case "continuing_subword_prefix": continuingPrefix = try scanner.optionalString() ?? ""
            case "max_input_chars_per_word": longestWord = try scanner.integer()
            case "merges":
                isBPE = true
                try scanner.skip()
            case "vocab" where scanner.isAtArray:
                isUnigram = true
                try scanner.skip()
            case "vocab": try readVocabulary(&scanner)
            default: try scanner.skip()
            }
        }
        // Early files do not name the type of the model.
        let found = type ?? (isBPE ? "BPE" : isUnigram ? "Unigram" : "WordPiece")
        guard found == "WordPiece" else { throw unsupported("model", found: found, supported: "WordPiece") }
        guard tokens.count > 0 else {
            throw EmbeddingError("\(source): the vocabulary is empty. The file is damaged: fetch the model again.")
        }
    }

    private mutating func readVocabulary(_ scanner: inout JSONScanner) throws(EmbeddingError) {
        try scanner.object { (scanner, name) throws(EmbeddingError) in
            let id = try scanner.integer()
            guard let id = Int32(exactly: id), id >= 0 else {
                throw EmbeddingError(
                    "\(source): token \(String(decoding: name, as: UTF8.self)) has id \(id); ids are 0 to \(Int32.max)."
                )
            }
            tokens.append(name, id: id)
        }
    }

    /// Reads the members of an object and returns its `type`; nil where it has none or is null.
    private func readTyped(
        _ scanner: inout JSONScanner,
        _ part: String,
        _ supported: String,
        _ member: (inout JSONScanner, String) throws(EmbeddingError) -> Void
    ) throws(EmbeddingError) -> String? {
        if scanner.null() { throw unsupported(part, found: "null", supported: supported) }
        var type: String?
        try scanner.object { (scanner, name) throws(EmbeddingError) in
            let name = String(decoding: name, as: UTF8.self)
            guard name == "type" else { return try member(&scanner, name) }
            type = try scanner.string()
            // With another type the other members have other meanings.
            if type != supported { throw unsupported(part, found: type, supported: supported) }
        }
        return type
    }

    private func unsupported(_ part: String, found: String?, supported: String) -> EmbeddingError {
        EmbeddingError(
            """
            \(source): \(found.map { "the \(part) is \($0)" } ?? "there is no \(part)"), and only \(supported) is \
            supported. Use a BERT model such as all-MiniLM-L6-v2.
            """
        )
    }
}

extension AddedToken {
    init(_ scanner: inout JSONScanner) throws(EmbeddingError) {
        self.init(content: "")
        try scanner.object { (scanner, name) throws(EmbeddingError) in
            switch String(decoding: name, as: UTF8.self) {
            case "content": content = try scanner.string()
            case "single_word": isSingleWord = try scanner.bool()
            case "lstrip": stripsLeft = try scanner.bool()
            case "rstrip": stripsRight = try scanner.bool()
            case "normalized": isNormalized = try scanner.bool()
            case "special": isSpecial = try scanner.bool()
            default: try scanner.skip()
            }
        }
    }
}
