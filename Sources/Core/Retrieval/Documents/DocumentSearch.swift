public import Postgres

/// What a search asks of the collection.
public struct DocumentQuery: Sendable {
    /// The unit vector of the question.
    public var vector: [Float]
    /// How many documents to answer, at most: 1 to 10,000.
    public private(set) var limit: Int32
    /// The least similarity, 0 to 1; nil to leave out nothing.
    public var minScore: Double?
    /// Which documents to look at; nil for all.
    public var filter: MetadataFilter?

    /// A query for the documents nearest to `vector`.
    public init(vector: [Float], limit: Int32, minScore: Double? = nil, filter: MetadataFilter? = nil) {
        self.vector = vector
        self.limit = min(max(1, limit), 10_000)
        self.minScore = minScore
        self.filter = filter
    }
}

/// One document found, with its passage nearest to the question.
public struct DocumentHit: Sendable {
    /// The document's id.
    public let id: Int32
    /// The document's title.
    public let title: String?
    /// The passage that matched: the whole content where that fits the model's window.
    public let content: String?
    /// The document's metadata.
    public let metadata: JSONText?
    /// Cosine similarity of question and passage, 0 to 1, higher is better.
    public let score: Double
    /// Where the passage stands in the content, in characters; nil where it is the whole content.
    public let passage: Range<Int32>?
}

/// What a search found, and how.
public struct DocumentSearchResult: Sendable {
    /// How the rows were reached.
    public enum Path: String, Sendable, Codable, CaseIterable {
        /// Through the HNSW index.
        case index
        /// By the distance to every row that passes the filter.
        case exact
    }

    /// The best first; each document once.
    public let hits: [DocumentHit]
    /// How the rows were reached.
    public let path: Path
    /// True where fewer documents than asked for fit the question.
    public let exhausted: Bool
}

extension DocumentStore {
    /// Filters that leave at most this many documents are answered by exact distances: fast enough, and nothing is lost.
    static let exactRows: Int32 = 5_000

    /// The documents nearest to a vector, by cosine similarity of their best passage.
    public func search(_ query: DocumentQuery) async throws -> DocumentSearchResult {
        guard let filter = query.filter else { return try await search(query, by: .index).result }
        if try await isSelective(filter) { return try await search(query, by: .exact).result }
        let (result, isComplete) = try await search(query, by: .index)
        // A scan of the index gives up after so many rows that fail the filter; then only distances to all tell.
        return isComplete ? result : try await search(query, by: .exact).result
    }

    /// - Returns: also whether as many documents were looked at as were asked for.
    private func search(
        _ query: DocumentQuery,
        by path: DocumentSearchResult.Path
    ) async throws -> (result: DocumentSearchResult, isComplete: Bool) {
        // Many near passages may belong to one document, so the count of passages to look at grows until it suffices.
        var passageLimit = query.limit * 4 + 20
        while true {
            let found = try await nearest(to: query, path: path, passageLimit: passageLimit)
            let isFull = found.hits.count >= Int(query.limit)
            let worst = isFull ? found.hits.last?.score ?? -1 : query.minScore ?? -1
            let sawEnough = found.passages < passageLimit || (found.lastPassageScore ?? -1) <= worst
            if sawEnough || passageLimit > 20_000 {
                let result = DocumentSearchResult(hits: found.hits, path: path, exhausted: !isFull)
                return (result, found.documents >= query.limit)
            }
            passageLimit *= 4
        }
    }

    private func isSelective(_ filter: MetadataFilter) async throws -> Bool {
        let rows = try await pool.query(
            """
            SELECT count(*) FROM (
                SELECT FROM public.documents AS d WHERE \(fragment: filter.condition(on: "d")) LIMIT \(unsafe: String(Self.exactRows + 1))
            ) AS matching
            """
        )
        return try rows[0].decode(Int64.self) <= Int64(Self.exactRows)
    }

    /// Makes the planner take the index, so that the path that is reported is the path that was taken.
    private func indexSettings(breadth: Int32) -> SQL {
        // pgvector's own default is the least. For 10 documents this is 60, which finds 98 of 100 that exact search
        // finds among 10,000 paragraphs of English; 100 would find 99, and take half as long again.
        let efSearch = String(min(1000, max(40, breadth)))
        let iterative: SQL =
            hasIterativeScan ? ", set_config('hnsw.iterative_scan', 'strict_order', true)" : ""
        return """
            SELECT set_config('hnsw.ef_search', \(efSearch), true)\(fragment: iterative),
                set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
                set_config('jit', 'off', true)
            """
    }

    private struct Nearest {
        var hits: [DocumentHit]
        /// How many documents, and how many passages after the first, were looked at.
        var documents: Int32
        var passages: Int32
        /// The score of the last of those passages.
        var lastPassageScore: Double?
    }

    private func nearest(
        to query: DocumentQuery,
        path: DocumentSearchResult.Path,
        passageLimit: Int32
    ) async throws -> Nearest {
        let statement = Self.searchStatement(query, path: path, passageLimit: passageLimit)
        // The settings last as long as the batch, which is one transaction.
        let batch = path == .index ? [indexSettings(breadth: passageLimit), statement] : [statement]
        let rows = try await pool.pipeline(batch)[batch.count - 1]

        var result = Nearest(hits: [], documents: 0, passages: 0, lastPassageScore: nil)
        for row in rows {
            let (id, title, content, metadata, score, start, end, documents, passages, lastScore) = try row.decode(
                (Int32?, String?, String?, JSONText?, Double?, Int32?, Int32?, Int64, Int64, Double?).self
            )
            result.documents = Int32(clamping: documents)
            result.passages = Int32(clamping: passages)
            result.lastPassageScore = lastScore
            guard let id, let score else { continue }
            var passage: Range<Int32>?
            if let start, let end { passage = start..<end }
            result.hits.append(
                DocumentHit(
                    id: id,
                    title: title,
                    content: content,
                    metadata: metadata,
                    score: min(1, max(0, score)),
                    passage: passage
                )
            )
        }
        return result
    }

    /// Two legs, the first passages and the later ones, each by its own index; then the best passage of each document.
    private static func searchStatement(
        _ query: DocumentQuery,
        path: DocumentSearchResult.Path,
        passageLimit: Int32
    ) -> SQL {
        let vector = Vector(query.vector)
        // Numbers in the text, not binds: the planner sees how few rows are wanted, and keeps one plan.
        let limit = String(query.limit)
        let matching: SQL
        let documents: SQL
        let passages: SQL
        switch (path, query.filter) {
        case (.exact, let filter?):
            matching =
                """
                matching AS MATERIALIZED (
                    SELECT d.id, d.embedding FROM public.documents AS d WHERE \(fragment: filter.condition(on: "d"))
                ),
                """
            documents = "matching AS d WHERE d.embedding IS NOT NULL"
            passages = "matching JOIN public.document_passages AS p ON p.document_id = matching.id"
        case (_, let filter?):
            matching = ""
            documents = "public.documents AS d WHERE \(fragment: filter.condition(on: "d"))"
            passages =
                """
                public.document_passages AS p
                WHERE EXISTS (SELECT FROM public.documents AS d
                    WHERE d.id = p.document_id AND \(fragment: filter.condition(on: "d")))
                """
        case (_, nil):
            matching = ""
            documents = "public.documents AS d"
            passages = "public.document_passages AS p"
        }
        return """
            WITH \(fragment: matching)
            nearest_document AS MATERIALIZED (
                SELECT d.id, 0 AS ordinal, d.embedding <=> \(vector) AS distance FROM \(fragment: documents)
                ORDER BY distance LIMIT \(unsafe: limit)
            ), nearest_passage AS MATERIALIZED (
                SELECT p.document_id AS id, p.ordinal, p.embedding <=> \(vector) AS distance
                FROM \(fragment: passages) ORDER BY distance LIMIT \(unsafe: String(passageLimit))
            ), best AS (
                SELECT DISTINCT ON (id) id, ordinal, distance
                FROM (SELECT * FROM nearest_document UNION ALL SELECT * FROM nearest_passage) AS near
                -- A vector without length, as another program may have stored, is at no distance from anything.
                WHERE 1 - distance >= \(query.minScore ?? -1) AND distance <> 'NaN'
                ORDER BY id, distance
            ), found AS (
                SELECT * FROM best ORDER BY distance, id LIMIT \(unsafe: limit)
            ), seen AS (
                SELECT (SELECT count(*) FROM nearest_document) AS documents, count(*) AS passages,
                    1 - max(distance) FILTER (WHERE distance <> 'NaN') AS last_score
                FROM nearest_passage
            )
            SELECT d.id, d.title,
                CASE WHEN p.ordinal IS NOT NULL THEN substr(d.content, p.char_start + 1, p.char_end - p.char_start)
                    WHEN d.embedded_length IS NULL THEN left(d.content, 1000)
                    ELSE left(d.content, d.embedded_length) END,
                d.metadata, 1 - found.distance,
                CASE WHEN p.ordinal IS NOT NULL THEN p.char_start
                    WHEN d.embedded_length < length(d.content) THEN 0 END,
                CASE WHEN p.ordinal IS NOT NULL THEN p.char_end
                    WHEN d.embedded_length < length(d.content) THEN d.embedded_length END,
                seen.documents, seen.passages, seen.last_score
            FROM seen
            LEFT JOIN found ON true
            LEFT JOIN public.documents AS d ON d.id = found.id
            LEFT JOIN public.document_passages AS p ON p.document_id = found.id AND p.ordinal = found.ordinal
            ORDER BY found.distance, found.id
            """
    }
}
