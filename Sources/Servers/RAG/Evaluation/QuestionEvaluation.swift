import Postgres

/// One question, asked with one configuration and judged.
struct QuestionEvaluation: Sendable {
    let scores: QuestionScores
    /// The sources that were found, the best first.
    let found: [Int32]
    /// How much of each stretch that answers was found, in the order of the judgement; empty for whole sources.
    let shares: [Double]
    /// How many sources and chunks are not found yet by all that they say.
    let waiting: Int32

    init(_ question: JudgedQuestion, by search: PassageSearch) async throws {
        let (passages, found) = try await search.find(question.query)
        waiting = found.waitingTexts
        var seen: Set<Int32> = []
        self.found = passages.map(\.source).filter { seen.insert($0).inserted }
        switch question.relevance {
        case .sources(let grades):
            scores = SourceRanking(sources: self.found, grades: grades, depth: Int(search.options.limit)).scores
            shares = []
        case .spans(let spans):
            (scores, shares) = try await Self.scores(of: passages, spans, search.access)
        }
    }

    private static func scores(
        of passages: [SourcePassage],
        _ spans: [JudgedSpan],
        _ access: RAGAccess
    ) async throws -> (QuestionScores, [Double]) {
        let texts = try await access.chunkStore().texts(of: passages)
        var (wanted, returned) = (TokenPlaces(), TokenPlaces())
        for span in spans { wanted.add(span.tokens, of: span.source) }
        var firstHolding: Int?
        for (rank, (passage, text)) in zip(passages, texts).enumerated() {
            var one = TokenPlaces()
            one.add(TokenPlaces.starts(in: text ?? "", from: passage.range.lowerBound), of: passage.source)
            if firstHolding == nil, wanted.common(with: one) > 0 { firstHolding = rank + 1 }
            returned.add(one)
        }
        var scores = TokenOverlap(wanted: wanted, returned: returned).scores
        scores[.mrr] = firstHolding.map { 1 / Double($0) } ?? 0
        let shares = spans.map { span in
            Double(span.tokens.count { returned.contains($0, of: span.source) }) / Double(span.tokens.count)
        }
        return (scores, shares)
    }
}
