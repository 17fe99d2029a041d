/// Finds out whether a text only repeats what a session was given: an agent that reads a memory and stores what it has
/// read would otherwise fill the bank with copies.
enum Echo {
    /// The memory that a text repeats, the first of them where it repeats several; nil where any of its sentences is its
    /// own. Only whole sentences count, with all their signs.
    static func source(of text: String, in recalled: [(id: Int32, content: String)]) -> Int32? {
        let sentences = sentences(of: text)
        guard !recalled.isEmpty, !sentences.isEmpty else { return nil }
        var given: [String: Int32] = [:]
        for memory in recalled {
            for sentence in Self.sentences(of: memory.content) where given[sentence] == nil {
                given[sentence] = memory.id
            }
        }
        let sources = sentences.map { given[$0] }
        return sources.allSatisfy { $0 != nil } ? sources[0] : nil
    }

    /// The sentences of a text, in lower case, with single spaces and without the sign at their end.
    private static func sentences(of text: String) -> [String] {
        var sentences: [String] = []
        var words: [Substring] = []
        func end() {
            var sentence = words.joined(separator: " ")
            while let last = sentence.last, ".!?".contains(last) { sentence.removeLast() }
            if !sentence.isEmpty { sentences.append(sentence) }
            words = []
        }
        for line in text.lowercased().split(whereSeparator: \.isNewline) {
            for word in line.split(whereSeparator: \.isWhitespace) {
                words.append(word)
                if let last = word.last, ".!?".contains(last) { end() }
            }
            end()
        }
        return sentences
    }
}
