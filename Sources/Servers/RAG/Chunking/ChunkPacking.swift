/// Joins atoms to chunks: of all ways to cut between them it finds the cheapest, where every chunk fits.
///
/// A way costs what its cuts cost, and for each chunk half the square of the share that it is empty, so that chunks are
/// alike in size rather than full with a crumb at the end.
struct ChunkPacking {
    /// The most tokens of a chunk.
    let limit: Int

    private static let costOfChunk = 0.02
    /// Atoms of a chunk at most, so that atoms without tokens cost no more time than others.
    private static let mostAtoms = 400

    /// The ranges of atoms that are chunks, in order.
    func chunks(of atoms: [TextAtom]) -> [Range<Int>] {
        guard !atoms.isEmpty else { return [] }
        var best = [0.0]
        var start = [0]
        best.reserveCapacity(atoms.count + 1)
        for end in 1...atoms.count {
            var (cheapest, from) = (Double.infinity, end - 1)
            var tokens = 0
            for first in stride(from: end - 1, through: max(0, end - Self.mostAtoms), by: -1) {
                tokens += atoms[first].tokens
                let all = tokens + atoms[first].headerTokens
                // One that is too long by itself is a chunk by itself.
                if all > limit, first < end - 1 {
                    if tokens > limit { break }
                    continue
                }
                let free = 1 - Double(min(all, limit)) / Double(limit)
                let cut = first == 0 ? 0 : atoms[first].cost
                let cost = best[first] + cut + 0.5 * free * free + Self.costOfChunk
                if cost < cheapest { (cheapest, from) = (cost, first) }
            }
            best.append(cheapest)
            start.append(from)
        }
        var chunks: [Range<Int>] = []
        var end = atoms.count
        while end > 0 {
            chunks.append(start[end]..<end)
            end = start[end]
        }
        return chunks.reversed()
    }
}
