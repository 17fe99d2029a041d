import Retrieval

/// Where a page of a ranking has ended.
struct RankingPosition: Codable, Sendable {
    /// How many hits come before the next page.
    var seen: Int32
    /// The last of them.
    var id: Int64
}

/// A page of a ranking, which is made anew for each page: it begins after the last hit of the page before, wherever that
/// is by now; where that was, if it is gone.
struct RankingPage {
    /// Beyond it, a ranking means little, and costs much.
    static let deepest: Int32 = 1_000

    let hits: [SearchHit]
    /// Whether the ranking has ended with this page.
    let isLast: Bool
    /// Where the page ends; nil for the last, and at the depth at which pages end.
    let next: RankingPosition?

    /// How many hits to look for: one more than is returned tells whether there are more.
    static func depth(of limit: Int32, after position: RankingPosition?) -> Int32 {
        min(deepest, max(0, position?.seen ?? 0)) + limit + 1
    }

    init(_ result: SearchResult, depth: Int32, limit: Int32, after position: RankingPosition?) {
        let ranking = result.hits
        let start =
            position.map { position in
                ranking.firstIndex { $0.id == position.id }.map { $0 + 1 }
                    ?? min(ranking.count, Int(max(1, position.seen)) - 1)
            } ?? 0
        hits = Array(ranking[start...].prefix(Int(limit)))
        let end = start + hits.count
        isLast = end == ranking.count && ranking.count < depth
        next =
            if let last = hits.last, !isLast, end < Self.deepest {
                RankingPosition(seen: Int32(end), id: last.id)
            } else { nil }
    }
}
