extension Embedder {
    /// The vector of each text, from the vectors of its passages: the only one, or the normalised mean.
    func means(of passages: [[Passage]], progress: Progress?) async throws -> [[Float]] {
        let rows = Array(passages.joined())
        guard rows.count > passages.count else { return try await embed(passages: rows, progress: progress) }
        // Some text has several passages; progress counts in texts all the same.
        let total = passages.count
        var scaled: Progress?
        if let progress { scaled = { done, all in progress(done * total / all, total) } }
        let vectors = try await embed(passages: rows, progress: scaled)
        var start = 0
        return try passages.map { passages in
            defer { start += passages.count }
            return try [Float].unitMean(vectors[start..<start + passages.count])
        }
    }
}
