/// Splits a text at added tokens: the leftmost match, and the longest of those that start at the same place.
struct AddedTokenMatcher: Sendable {
    struct Piece {
        var range: Range<Int>
        /// Nil for text between added tokens.
        var id: Int32?
    }

    private struct Node {
        var byte: UInt8 = 0
        var token: Int?
        var firstChild: Int?
        var nextSibling: Int?
    }

    private let tokens: [AddedToken]
    private var nodes = [Node()]
    private var startsToken = [Bool](repeating: false, count: 256)
    private let whitespace: ScalarRanges
    private let wordCharacters: ScalarRanges

    var isEmpty: Bool { tokens.isEmpty }

    /// - Parameter tokens: Each token with the bytes to match; of two with the same bytes the first wins.
    init(_ tokens: [(token: AddedToken, pattern: [UInt8])]) {
        self.tokens = tokens.map(\.token)
        let strips = tokens.contains { $0.token.stripsLeft || $0.token.stripsRight }
        whitespace = ScalarRanges(strips ? UnicodeTables.whitespace : "")
        let single = tokens.contains(where: \.token.isSingleWord)
        wordCharacters = ScalarRanges(single ? UnicodeTables.wordCharacters : "")
        for (place, entry) in tokens.enumerated() where !entry.pattern.isEmpty {
            startsToken[Int(entry.pattern[0])] = true
            var node = 0
            for byte in entry.pattern { node = child(of: node, byte) ?? addChild(to: node, byte) }
            if nodes[node].token == nil { nodes[node].token = place }
        }
    }

    private func child(of node: Int, _ byte: UInt8) -> Int? {
        var child = nodes[node].firstChild
        while let candidate = child, nodes[candidate].byte != byte { child = nodes[candidate].nextSibling }
        return child
    }

    private mutating func addChild(to node: Int, _ byte: UInt8) -> Int {
        nodes.append(Node(byte: byte, nextSibling: nodes[node].firstChild))
        nodes[node].firstChild = nodes.count - 1
        return nodes.count - 1
    }

    private func longestMatch(_ text: Span<UInt8>, _ start: Int, _ limit: Int) -> (token: AddedToken, end: Int)? {
        var best: (AddedToken, Int)?
        var node = 0
        var position = start
        while position < limit, let next = child(of: node, text[position]) {
            position += 1
            node = next
            if let token = nodes[node].token { best = (tokens[token], position) }
        }
        return best
    }

    /// Splits a part of a text.
    ///
    /// - Returns: The pieces in order, and the places where a single-word token was skipped because of its neighbours.
    func split(_ text: Span<UInt8>) -> (pieces: [Piece], passedOver: [Range<Int>]) {
        var pieces: [Piece] = []
        var passedOver: [Range<Int>] = []
        var pieceStart = 0
        var position = 0
        while position < text.count {
            guard startsToken[Int(text[position])], let match = longestMatch(text, position, text.count) else {
                position += 1
                continue
            }
            var (start, end) = (position, match.end)
            position = end
            if match.token.isSingleWord, isWordBefore(start, text) || isWordAfter(end, text) {
                passedOver.append(start..<end)
                continue
            }
            if match.token.stripsLeft { start = spaceStart(before: start, text, notBefore: pieceStart) }
            if match.token.stripsRight { end = spaceEnd(after: end, text) }
            if pieceStart < start { pieces.append(Piece(range: pieceStart..<start)) }
            pieces.append(Piece(range: min(start, end)..<end, id: match.token.id))
            pieceStart = end
        }
        if pieceStart < text.count { pieces.append(Piece(range: pieceStart..<text.count)) }
        return (pieces, passedOver)
    }

    private func isWordBefore(_ position: Int, _ text: Span<UInt8>) -> Bool {
        guard position > 0 else { return false }
        var start = BertNormalizer.scalarStart(before: position, text)
        return wordCharacters.contains(BertNormalizer.decode(text, &start))
    }

    private func isWordAfter(_ position: Int, _ text: Span<UInt8>) -> Bool {
        guard position < text.count else { return false }
        var start = position
        return wordCharacters.contains(BertNormalizer.decode(text, &start))
    }

    private func spaceStart(before position: Int, _ text: Span<UInt8>, notBefore limit: Int) -> Int {
        var start = max(position, limit)
        while start > limit {
            let previous = BertNormalizer.scalarStart(before: start, text)
            var end = previous
            guard whitespace.contains(BertNormalizer.decode(text, &end)) else { break }
            start = previous
        }
        return start
    }

    private func spaceEnd(after position: Int, _ text: Span<UInt8>) -> Int {
        var end = position
        while end < text.count {
            var next = end
            guard whitespace.contains(BertNormalizer.decode(text, &next)) else { break }
            end = next
        }
        return end
    }
}
