extension LocalEmbedder {
    /// Whether the vocabulary has a part of any word of a text; see ``Embedder``.
    package func knowsWords(of text: String) -> Bool {
        // Of these the vocabulary has every letter, and most texts have one of them.
        if text.utf8.contains(where: { ("a"..."z").contains(UnicodeScalar($0 | 0x20)) }) { return true }
        let tokens = wordPieces.encodeBreakingLongWords(text).ids
        return tokens.isEmpty || tokens.contains { $0 != wordPieces.unknown }
    }
}
