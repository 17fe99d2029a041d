import Async
import JSONFormat
import Postgres
import Retrieval
import Text

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
    /// As the sources were at that time; nil for now.
    var asOf: RFC3339Time?
    /// Whether it searches again with a query that is nearer to the best chunk. Of questions with known answers five passages
    /// then hold 0.902 instead of 0.923.
    var hasFeedback = false

    /// Candidates of each leg, at least; their neighbours come with them, and more find no more.
    private static let fewestCandidates: Int32 = 30

    /// The chunks that answer a question best.
    ///
    /// - Parameter candidates: How many each leg gives, at least. All of them are ranked and returned, with those of their
    ///   neighbours that may be better.
    func find(_ question: String, candidates: Int32 = 0) async throws -> FoundChunks {
        let depth = Self.depth(candidates)
        guard let asOf else { return try await find(question, depth, in: access.chunks, conditions: []) }
        // A text that has not changed since was the same then.
        async let former = find(
            question,
            depth,
            in: access.formerChunks,
            isFormer: true,
            conditions: [["$valid_from": ["$lte": .string(asOf.text)]], ["$valid_to": ["$gt": .string(asOf.text)]]]
        )
        let present = try await find(
            question,
            depth,
            in: access.chunks,
            conditions: [["$valid_from": ["$lte": .string(asOf.text)]]]
        )
        return try await present.merged(with: former)
    }

    private func find(
        _ question: String,
        _ depth: Int32,
        in table: OpenedTable,
        isFormer: Bool = false,
        conditions: [JSON]
    ) async throws -> FoundChunks {
        let filter = try await metadataFilter(conditions, of: table)
        let limit = Self.limit(depth)
        let result: SearchResult
        if mode == .keyword {
            // No model is loaded for it.
            result = try await table.store.value()
                .searchKeywords(question, limit: limit, minScore: minScore, filter: filter)
        } else if hasFeedback {
            var (store, query) = try await query(question, depth, in: table, isFormer: isFormer, filter)
            query.minScore = minScore
            result = try await store.search(query)
        } else {
            result = try await table.collection()
                .search(question, mode: mode, limit: limit, depth: depth, minScore: minScore, filter: filter)
        }
        access.noteWaiting(result.waiting)
        let rows = try await access.chunkStore().chunks(result.hits.map(\.id), isFormer: isFormer)
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
        let filter = try await metadataFilter([], of: access.chunks)
        return try await query(question, Self.depth(candidates), in: access.chunks, isFormer: false, filter)
    }

    private func query(
        _ question: String,
        _ depth: Int32,
        in table: OpenedTable,
        isFormer: Bool,
        _ filter: MetadataFilter?
    ) async throws -> (EmbeddedTableStore, SearchQuery) {
        let limit = Self.limit(depth)
        if mode == .keyword {
            return (
                try await table.store.value(), try SearchQuery(keywords: question, limit: limit, filter: filter)
            )
        }
        let collection = try await table.collection()
        var query = try await collection.embeddedQuery(question, mode: mode, limit: limit, depth: depth, filter: filter)
        guard hasFeedback, !query.vector.isEmpty else { return (collection.store, query) }
        let best = try await collection.store.search(query.limited(to: 1)).hits.first
        let store = try await access.chunkStore()
        if let best, let chunk = try await store.chunks([best.id], isFormer: isFormer)[best.id] {
            query.vector = query.vector.moved(towards: try await store.vectors(of: [chunk])[0])
        }
        return (collection.store, query)
    }

    /// The chunk that answers a question best, whichever words it must hold or must not; nil where none can be compared.
    func best(_ question: String) async throws -> ChunkRow? {
        let (store, query) = try await query(question)
        guard let hit = try await store.search(query.withoutConditions.limited(to: 1)).hits.first else { return nil }
        return try await access.chunkStore().chunks([hit.id])[hit.id]
    }

    private static func depth(_ candidates: Int32) -> Int32 { max(fewestCandidates, candidates) }

    private static func limit(_ depth: Int32) -> Int32 { 4 * depth }

    private func metadataFilter(_ conditions: [JSON], of table: OpenedTable) async throws -> MetadataFilter? {
        var conditions = conditions
        if let filter { conditions.append(.object(filter)) }
        if let sources { conditions.append(["$source": ["$in": .array(sources.map { .int(Int64($0)) })]]) }
        guard !conditions.isEmpty else { return nil }
        return try MetadataFilter(["$and": .array(conditions)], of: await table.store.value().table)
    }
}

extension [Float] {
    /// A query after feedback from a hit (Rocchio, 1971): q' = 0.6 q + 0.4 v, of length 1.
    fileprivate func moved(towards hit: [Float]) -> [Float] {
        guard hit.count == count else { return self }
        let sum = zip(self, hit).map { 0.6 * $0 + 0.4 * $1 }
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? sum.map { $0 / length } : self
    }
}

extension FoundChunks {
    /// Those of two searches for the same, the best first.
    fileprivate func merged(with other: FoundChunks) -> FoundChunks {
        FoundChunks(
            chunks: (chunks + other.chunks).sorted { $0.score > $1.score },
            exhausted: exhausted && other.exhausted,
            path: "\(path); former: \(other.path)",
            waiting: WaitingRows(
                vectors: waiting.vectors + other.waiting.vectors,
                postings: waiting.postings + other.waiting.postings
            )
        )
    }
}
