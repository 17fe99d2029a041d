import Async
import Postgres
import Retrieval

/// A memory that was found, and why.
struct FoundMemory: Sendable {
    let memory: Memory
    let score: MemoryScore
    /// The stretch of a long text that matched, in characters; nil for the whole text.
    let passage: Range<Int32>?
}

/// What a search for memories has found, the best first.
struct FoundMemories: Sendable {
    var hits: [FoundMemory] = []
    /// True where it is certain that no further memory matches.
    var exhausted = true
    /// How the rows were reached.
    var path = ""
    var waiting: WaitingRows?
}

/// A search for memories: by meaning and words, then ordered by all that their score is made of.
struct MemorySearch: Sendable {
    let access: MemoryAccess
    /// In which banks, by their ids.
    let banks: [Int32]
    var condition = MemoryCondition()
    var filter: MetadataFilter?
    var mode = SearchMode.hybrid
    var limit: Int32 = 10
    var halfLife = 30.0
    var minScore: Double?

    /// Candidates that are ranked, at least.
    private static let fewestCandidates: Int32 = 50

    /// Finds what answers a question.
    func find(_ question: String) async throws -> FoundMemories {
        guard banks != [BankAccess.none] else { return FoundMemories() }
        let depth = max(Self.fewestCandidates, 2 * limit)
        let result = try await candidates(question, depth: depth)
        access.noteWaiting(result.waiting)
        let memories = try await access.store().memories(result.hits.map { Int32($0.id) })
        let ranking = MemoryRanking(halfLife: halfLife)
        let ranked = result.hits.compactMap { hit -> FoundMemory? in
            guard let memory = memories[Int32(hit.id)] else { return nil }
            let score = ranking.score(memory, similarity: min(1, hit.score))
            return FoundMemory(memory: memory, score: score, passage: hit.passage)
        }
        .filter { $0.score.total >= minScore ?? 0 }
        .sorted { ($1.score.total, $0.memory.id) < ($0.score.total, $1.memory.id) }
        return FoundMemories(
            hits: Array(ranked.prefix(Int(limit))),
            exhausted: result.exhausted && ranked.count <= Int(limit),
            path: [result.path?.description, result.keywordPath?.description].compactMap(\.self).joined(
                separator: ", "
            ),
            waiting: result.waiting.isEmpty ? nil : result.waiting
        )
    }

    private func candidates(_ question: String, depth: Int32) async throws -> SearchResult {
        let scope = condition.scope(banks)
        if mode == .keyword {
            // No model is loaded for it.
            return try await access.memories.store.value()
                .searchKeywords(question, limit: depth, scope: scope, filter: filter)
        }
        return try await access.memories.collection()
            .search(question, mode: mode, limit: depth, depth: depth, scope: scope, filter: filter)
    }
}
