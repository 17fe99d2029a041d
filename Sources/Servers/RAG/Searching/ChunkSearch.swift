import Async
import JSONFormat
import Postgres
import Retrieval

/// A chunk that was found, and why.
struct FoundChunk: Sendable {
    let chunk: ChunkRow
    /// That of its source.
    let metadata: JSONText?
    /// What its score is made of.
    let parts: ScoreParts
    /// 0 to 1.
    var score: Double { min(1, parts.vector + parts.keyword) }
}

/// What a search for chunks has found, the best first.
struct FoundChunks: Sendable {
    var chunks: [FoundChunk]
    /// Whether it is certain that no other chunk matches.
    var exhausted: Bool
    /// How the chunks were reached.
    var path: String
    var waiting: WaitingRows
    /// How many sources and chunks are not found yet by all that they say.
    var waitingTexts: Int32 { waiting.vectors + waiting.postings }
}

/// A search for chunks by meaning and by words, each with its neighbours: a third of lex + lexW + 0.5 den + 0.5 denW.
struct ChunkSearch: Sendable {
    let access: RAGAccess
    /// Only in these sources; nil for all.
    var sources: [Int32]?
    var filter: JSONObject?
    var mode = SearchMode.hybrid
    var minScore: Double?

    /// Candidates of each leg, at least; their neighbours come with them, and more find no more.
    private static let fewestCandidates: Int32 = 30

    /// The chunks that answer a question best.
    ///
    /// - Parameter candidates: How many each leg gives, at least. All of them are ranked and returned, with those of their
    ///   neighbours that may be better.
    func find(_ question: String, candidates: Int32 = 0) async throws -> FoundChunks {
        let filter = try await metadataFilter()
        let (depth, limit) = Self.depth(candidates)
        let result: SearchResult
        if mode == .keyword {
            // No model is loaded for it.
            result = try await access.chunks.store.value()
                .searchKeywords(question, limit: limit, minScore: minScore, filter: filter)
        } else {
            result = try await access.chunks.collection()
                .search(question, mode: mode, limit: limit, depth: depth, minScore: minScore, filter: filter)
        }
        access.noteWaiting(result.waiting)
        let rows = try await access.chunkStore().chunks(result.hits.map(\.id))
        return FoundChunks(
            // One that was deleted meanwhile is no hit.
            chunks: result.hits.compactMap { hit in
                rows[hit.id].map { FoundChunk(chunk: $0, metadata: hit.metadata, parts: hit.parts) }
            },
            exhausted: result.exhausted,
            path: [result.path?.description, result.keywordPath?.description].compactMap(\.self)
                .joined(separator: ", "),
            waiting: result.waiting
        )
    }

    /// The same search for the store of chunks, which can also explain what it finds; it looks for chunks of any score.
    func query(_ question: String, candidates: Int32 = 0) async throws -> (EmbeddedTableStore, SearchQuery) {
        let filter = try await metadataFilter()
        let (depth, limit) = Self.depth(candidates)
        if mode == .keyword {
            let query = try SearchQuery(keywords: question, limit: limit, filter: filter)
            return (try await access.chunks.store.value(), query)
        }
        let collection = try await access.chunks.collection()
        let query = try await collection.embeddedQuery(question, mode: mode, limit: limit, depth: depth, filter: filter)
        return (collection.store, query)
    }

    /// The chunk that answers a question best, whichever words it must hold or must not; nil where none can be compared.
    func best(_ question: String) async throws -> ChunkRow? {
        let (store, query) = try await query(question)
        guard let hit = try await store.search(query.withoutConditions.limited(to: 1)).hits.first else { return nil }
        return try await access.chunkStore().chunks([hit.id])[hit.id]
    }

    private static func depth(_ candidates: Int32) -> (depth: Int32, limit: Int32) {
        let depth = max(fewestCandidates, candidates)
        return (depth, 4 * depth)
    }

    private func metadataFilter() async throws -> MetadataFilter? {
        var conditions: [JSON] = []
        if let filter { conditions.append(.object(filter)) }
        if let sources { conditions.append(["$source": ["$in": .array(sources.map { .int(Int64($0)) })]]) }
        guard !conditions.isEmpty else { return nil }
        let table = try await access.chunks.store.value().table
        return try MetadataFilter(["$and": .array(conditions)], of: table)
    }
}
