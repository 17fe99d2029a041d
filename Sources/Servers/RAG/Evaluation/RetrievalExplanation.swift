import Retrieval

/// Why a search finds a chunk, or does not, from its legs to the passages that are returned.
struct RetrievalExplanation: Sendable {
    enum Verdict: String, CaseIterable, Codable, Sendable {
        case found
        /// The source is not cut into chunks yet.
        case notCut = "not_cut"
        /// The filter, the sources, a phrase or an excluded word leave it out.
        case excluded
        /// Its vector or its words are not there yet.
        case waiting
        case belowMinScore = "below_min_score"
        /// The source has better passages, and per_source allows no more.
        case perSource = "per_source"
        /// It is ranked, after the last passage that limit lets through.
        case beyondLimit = "beyond_limit"
        /// Neither leg has found it.
        case noCandidate = "no_candidate"
    }

    let chunk: ChunkRow
    let row: RowExplanation
    let options: SearchOptions
    /// The number of its passage among those that are returned, from 1.
    let passage: Int?
    /// The number of its passage without limit, before passages grow to sections, as limit counts them.
    let rankedPassage: Int?
    /// The same without per_source, too.
    let unlimitedPassage: Int?

    /// - Returns: nil where the chunk is gone.
    init?(of chunk: ChunkRow, for question: String, by search: PassageSearch) async throws {
        let (store, query) = try await search.chunks.query(question, candidates: search.candidates)
        async let explained = store.explain(query, row: chunk.id)
        let (passages, found) = try await search.find(question)
        var unlimited = search
        unlimited.options.expand = .passage
        let ranked = try await unlimited.passages(of: found.chunks, limit: .max)
        var all = ranked
        if search.options.perSource != nil {
            unlimited.options.perSource = nil
            all = try await unlimited.passages(of: found.chunks, limit: .max)
        }
        guard let row = try await explained else { return nil }
        self.chunk = chunk
        self.row = row
        options = search.options
        passage = passages.number(holding: chunk)
        rankedPassage = ranked.number(holding: chunk)
        unlimitedPassage = all.number(holding: chunk)
    }

    var verdict: Verdict {
        if passage != nil { return .found }
        if !row.isInFilter || !row.lackedPhrases.isEmpty || !row.excludedWords.isEmpty { return .excluded }
        if unlimitedPassage == nil {
            if row.waitsForVector && options.mode != .keyword || row.waitsForPostings && options.mode != .vector {
                return .waiting
            }
            if row.isRanked || row.parts != nil, let least = options.minScore, score ?? 0 < least {
                return .belowMinScore
            }
            return row.isRanked ? .beyondLimit : .noCandidate
        }
        return options.perSource != nil && rankedPassage == nil ? .perSource : .beyondLimit
    }

    /// 0 to 1, as a search would give it.
    var score: Double? { row.parts.map { min(1, $0.vector + $0.keyword) } }
}

extension [SourcePassage] {
    /// The number of the passage that a chunk is in, from 1.
    fileprivate func number(holding chunk: ChunkRow) -> Int? {
        firstIndex { $0.source == chunk.document && $0.range.overlaps(chunk.range) }.map { $0 + 1 }
    }
}
