/// What is not cut any further: a sentence, a line of code, a row.
struct TextAtom: Sendable {
    /// In bytes.
    var range: Range<Int>
    /// What it costs to cut before it.
    var cost: Double
    /// The header that a chunk which begins with it repeats.
    var header: Range<Int>?
    /// How many tokens it has, and its header.
    var tokens = 0
    var headerTokens = 0
}

extension TextBlock {
    /// The atoms of the block; together they are all of it but white space.
    func atoms(in text: [UInt8]) -> [TextAtom] {
        switch kind {
        case .prose: return sentences(in: text, range, cost)
        case .lines:
            return split(in: text, at: TextLine.lines(of: text, in: range).map(\.whole.lowerBound)) { line in
                // A line that goes on with the item above is no good place.
                let isItem = text[line].isWhiteSpace ? SeamCost.codeLine : SeamCost.line
                return isItem
            }
            .flatMap { sentences(in: text, $0.range, $0.cost) }
        case .code:
            let lines = TextLine.lines(of: text, in: range)
            var atoms = split(in: text, at: lines.map(\.whole.lowerBound)) { _ in SeamCost.codeLine }
            // The fences stay with what is between them.
            if atoms.count > 2 { for place in [1, atoms.count - 1] { atoms[place].cost = SeamCost.never } }
            return atoms
        case .rows(let header, let starts):
            return split(in: text, at: starts) { _ in SeamCost.line }.enumerated().map { place, atom in
                var atom = atom
                if place == 1 { atom.cost = SeamCost.never }
                if place > 1 { atom.header = text.trimming(header) }
                return atom
            }
        case .pieces(let seams):
            let costs = Dictionary(seams.map { ($0.offset, $0.cost) }) { first, _ in first }
            return split(in: text, at: seams.map(\.offset)) { costs[$0] ?? SeamCost.codeLine }
        }
    }

    /// The pieces between places, those of white space alone left out.
    private func split(in text: [UInt8], at places: [Int], cost: (Int) -> Double) -> [TextAtom] {
        var atoms: [TextAtom] = []
        for (number, place) in places.enumerated() {
            let end = number + 1 < places.count ? places[number + 1] : range.upperBound
            let piece = text.trimming(place..<max(place, end))
            guard !piece.isEmpty else { continue }
            atoms.append(TextAtom(range: piece, cost: atoms.isEmpty ? self.cost : cost(place)))
        }
        return atoms
    }

    private func sentences(in text: [UInt8], _ range: Range<Int>, _ cost: Double) -> [TextAtom] {
        var atoms: [TextAtom] = []
        for stretch in stretches(of: text, in: range) {
            var start = stretch.lowerBound
            for next in SentenceBreaks.starts(in: text, stretch) + [stretch.upperBound] {
                let piece = text.trimming(start..<next)
                let isFirst = start == stretch.lowerBound
                let seam = atoms.isEmpty ? cost : isFirst ? SeamCost.line : SeamCost.sentence
                if !piece.isEmpty { atoms.append(TextAtom(range: piece, cost: seam)) }
                start = next
            }
        }
        return atoms
    }

    /// The lines of a paragraph, or all of it where its lines are but broken at a margin.
    private func stretches(of text: [UInt8], in range: Range<Int>) -> [Range<Int>] {
        let lines = TextLine.lines(of: text, in: range).map { text.trimming($0.content) }.filter { !$0.isEmpty }
        guard let last = lines.last, lines.count > 1 else { return lines }
        let lengths = lines.dropLast().map(\.count)
        let longest = max(lengths.max() ?? 0, last.count)
        let isBroken = (40...130).contains(longest) && lengths.allSatisfy { 10 * $0 >= 6 * longest }
        return isBroken ? [lines[0].lowerBound..<last.upperBound] : lines
    }
}

extension TextAtom {
    /// The most bytes of an atom for each token of a chunk: what has more is cut before its tokens are counted.
    private static let bytesPerToken = 8

    /// Whether it must be cut however many tokens it has.
    func isTooLong(for limit: Int) -> Bool { range.count > limit * Self.bytesPerToken }

    /// It in pieces of about so many bytes, cut at white space where there is some, else between characters.
    func cut(in text: [UInt8], every size: Int) -> [TextAtom] {
        var pieces: [TextAtom] = []
        let size = max(8, size)
        var start = range.lowerBound
        while range.upperBound - start > size {
            let limit = start + size
            let earliest = start + size / 2
            // At the end of a line, or else between words.
            var end = limit
            while end > earliest, text[end] != 0x0A { end -= 1 }
            if end == earliest {
                end = limit
                while end > earliest, !text[end].isWhiteSpace { end -= 1 }
            }
            if end == earliest {
                end = limit
                // Not within a character.
                while end > start + 1, text[end] & 0b1100_0000 == 0b1000_0000 { end -= 1 }
            }
            append(text.trimming(start..<end), to: &pieces)
            start = end
        }
        append(text.trimming(start..<range.upperBound), to: &pieces)
        return pieces
    }

    private func append(_ piece: Range<Int>, to pieces: inout [TextAtom]) {
        guard !piece.isEmpty else { return }
        pieces.append(TextAtom(range: piece, cost: pieces.isEmpty ? cost : SeamCost.word, header: header))
    }
}
