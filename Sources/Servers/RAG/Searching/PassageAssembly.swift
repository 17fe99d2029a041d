/// Makes passages of the chunks that were found.
///
/// Small chunks say best where an answer is, and passages of some 200 tokens hold all of it: a chunk is joined with its
/// neighbours, the better one first, while they score nearly as well. Measured on questions with known answers, five such
/// passages hold more of them than five chunks of their size, and less else.
struct PassageAssembly: Sendable {
    /// The most tokens of a passage.
    var mostTokens = 200
    /// What a neighbour scores at least, as a share of the best chunk.
    var leastShare = 0.75
    /// The most passages of one source; nil for as many as are found.
    var mostPerSource: Int?

    /// Passages, the best first; no chunk is in two of them.
    ///
    /// - Parameter found: The chunks, best first; those that are not among them are not joined.
    func passages(of found: [FoundChunk], limit: Int) -> [SourcePassage] {
        let byPlace = Dictionary(found.map { ($0.chunk.place, $0) }) { first, _ in first }
        var used: Set<ChunkPlace> = []
        var passages: [SourcePassage] = []
        var bySource: [Int32: Int] = [:]
        for chunk in found where passages.count < limit {
            guard used.insert(chunk.chunk.place).inserted else { continue }
            if let mostPerSource, bySource[chunk.chunk.document, default: 0] >= mostPerSource { continue }
            var passage = SourcePassage(chunk)
            while let neighbor = neighbor(of: passage, byPlace, used) {
                used.insert(neighbor.chunk.place)
                passage.join(neighbor)
            }
            bySource[passage.source, default: 0] += 1
            passages.append(passage)
        }
        return passages
    }

    /// The better of the chunks next to a passage that fits into it.
    private func neighbor(
        of passage: SourcePassage,
        _ byPlace: [ChunkPlace: FoundChunk],
        _ used: Set<ChunkPlace>
    ) -> FoundChunk? {
        let places = passage.places
        return [places.before, places.after].filter { !used.contains($0) }.compactMap { byPlace[$0] }
            .filter { neighbor in
                neighbor.score >= leastShare * passage.best.score && neighbor.chunk.page == passage.best.chunk.page
                    && passage.tokens + Int(neighbor.chunk.tokens) <= mostTokens
            }
            .max { $0.score < $1.score }
    }
}

extension ChunkRow {
    var place: ChunkPlace { ChunkPlace(source: document, ordinal: ordinal) }
}
