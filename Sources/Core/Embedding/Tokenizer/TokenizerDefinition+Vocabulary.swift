extension TokenizerDefinition {
    /// Reads a `vocab.txt`, one token per line, with the settings of an uncased BERT or those of the
    /// `tokenizer_config.json` next to it.
    init(
        vocabulary bytes: [UInt8],
        source: String,
        configuration: [UInt8]?,
        configurationSource: String
    ) throws(EmbeddingError) {
        self.init(source: source)
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.count < Int32.max else { throw EmbeddingError("\(source): too many lines for a vocabulary.") }
        for (id, line) in lines.enumerated() {
            tokens.append(line.last == UInt8(ascii: "\r") ? line.dropLast() : line, id: Int32(id))
        }
        addedTokens = Self.specialTokens.map { AddedToken(content: $0, isSpecial: true) }
        if let configuration {
            var scanner = JSONScanner(configuration, source: configurationSource)
            try readConfiguration(&scanner)
        }
    }

    private mutating func readConfiguration(_ scanner: inout JSONScanner) throws(EmbeddingError) {
        try scanner.object { (scanner, name) throws(EmbeddingError) in
            switch String(decoding: name, as: UTF8.self) {
            case "do_lower_case": options.lowercases = try scanner.bool()
            case "strip_accents": options.stripsAccents = try scanner.optionalBool()
            case "tokenize_chinese_chars": options.separatesChinese = try scanner.bool()
            default: try scanner.skip()
            }
        }
    }
}
