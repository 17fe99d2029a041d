/// Splits a text into passages of a limited number of UTF-8 bytes, which together contain every byte of it.
///
/// Bytes are a bound on tokens that needs no tokenizer: no token of a text is shorter than one byte, Latin text has
/// about four bytes a token, and Chinese or Japanese two to three.
struct ByteSplitter: Sendable {
    /// At least 16, so that every character of four bytes fits.
    let limit: Int

    func passages(of text: String) -> [Passage] {
        guard text.utf8.count > limit else {
            return [Passage(text: text, utf8Range: 0..<text.utf8.count, tokens: [])]
        }
        var passages: [Passage] = []
        var start = text.startIndex
        var offset = 0
        while start < text.endIndex {
            let end = cut(text, from: start)
            let part = String(text[start..<end])
            passages.append(Passage(text: part, utf8Range: offset..<offset + part.utf8.count, tokens: []))
            offset += part.utf8.count
            start = end
        }
        return passages
    }

    /// Where the passage that begins at `start` ends: after a paragraph, or else a line, a sentence or a word in its
    /// second half, or else where it is full.
    private func cut(_ text: String, from start: String.Index) -> String.Index {
        let bytes = text.utf8
        guard let full = bytes.index(start, offsetBy: limit, limitedBy: bytes.endIndex), full < bytes.endIndex else {
            return text.endIndex
        }
        let half = bytes.index(start, offsetBy: limit / 2)
        var best = (place: full, rank: 0)
        var place = full
        while place > half, best.rank < 4 {
            let previous = bytes.index(before: place)
            let rank = Self.rank(bytes, previous, start)
            if rank > best.rank { best = (place, rank) }
            place = previous
        }
        if best.rank > 0 { return best.place }
        // One long word: cut between its characters, or within one that is longer than half a passage.
        var character = full
        while character > half, String.Index(character, within: text) == nil {
            character = bytes.index(before: character)
        }
        if character > half { return character }
        var scalar = full
        while bytes[scalar] & 0xc0 == 0x80 { scalar = bytes.index(before: scalar) }
        return scalar
    }

    /// How good a place after a byte is for a cut; 0 means no cut.
    private static func rank(_ bytes: String.UTF8View, _ place: String.Index, _ start: String.Index) -> Int {
        switch bytes[place] {
        case UInt8(ascii: "\n"):
            return place > start && bytes[bytes.index(before: place)] == UInt8(ascii: "\n") ? 4 : 3
        case UInt8(ascii: " "), UInt8(ascii: "\t"):
            let before = place > start ? bytes[bytes.index(before: place)] : 0
            return [UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?")].contains(before) ? 2 : 1
        default: return 0
        }
    }
}
