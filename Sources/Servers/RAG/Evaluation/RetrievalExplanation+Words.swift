import Retrieval
import Text

extension RetrievalExplanation {
    /// Why it is, or is not, among the passages.
    var reason: String {
        switch verdict {
        case .found: "Found: it is in passage \(passage ?? 0)."
        case .notCut: RetrievalExplanation.notCut
        case .excluded: "Not found, because \(exclusion)."
        case .waiting: "Not found, because its \(waited) not there yet."
        case .belowMinScore:
            """
            Not found, because its score of \((score ?? 0).inThousandths) is below min_score, \
            \((options.minScore ?? 0).inThousandths).
            """
        case .perSource:
            """
            Not found, because its source has better passages: per_source allows \(options.perSource ?? 0), and without \
            it, it would be passage \(unlimitedPassage ?? 0).
            """
        case .beyondLimit:
            if let rankedPassage {
                "Not found, because it would be passage \(rankedPassage) and limit is \(options.limit)."
            } else {
                "Not found, because it is chunk \(row.rank ?? 0) of those that were ranked, too far back for a passage."
            }
        case .noCandidate:
            "Not found, because it is not among the best\(ofEither): \(legs.joined(separator: "; ")).\(place)"
        }
    }

    static let notCut = "Not found, because the source is not cut into chunks yet."

    /// What to do next; nil where there is nothing to do.
    var advice: String? {
        switch verdict {
        case .found: nil
        case .notCut: RetrievalExplanation.laterAdvice
        case .excluded: "Ask without what leaves it out."
        case .waiting: RetrievalExplanation.laterAdvice
        case .belowMinScore: "Lower min_score, or ask in words that are nearer to those of the source."
        case .perSource: "Raise per_source."
        case .beyondLimit: wider
        case .noCandidate:
            isMissedByIndex
                ? """
                The index over vectors has missed it. Measure its recall with measure_recall of vector-store, or narrow \
                the search with filter or source_ids, which compares exactly.
                """
                : """
                Ask in words that the source uses, raise limit (each leg looks at \(depth) chunks), or narrow the search \
                with filter or source_ids.
                """
        }
    }

    static let laterAdvice = "Try again in a moment; the server is at it, unless it is READ_ONLY."

    private var exclusion: String {
        var reasons: [String] = []
        if let sources = options.sourceIds, !sources.contains(chunk.document) {
            reasons.append("its source is not among source_ids")
        } else if !row.isInFilter {
            reasons.append("filter does not match it")
        }
        reasons += row.lackedPhrases.map { "it does not hold the phrase \"\($0)\"" }
        reasons += row.excludedWords.map { "it holds \"\($0)\", which the query excludes" }
        return reasons.joined(separator: ", and ")
    }

    private var waited: String {
        let parts = [
            row.waitsForVector && options.mode != .keyword ? "vector is" : nil,
            row.waitsForPostings && options.mode != .vector ? "words are" : nil,
        ].compactMap(\.self)
        return parts.joined(separator: " and its ")
    }

    private var wider: String {
        let narrower = "narrow the search with filter or source_ids."
        guard let rankedPassage, rankedPassage <= 100 else { return "Ask more exactly, or \(narrower)" }
        return "Raise limit to \(rankedPassage), or \(narrower)"
    }

    private var ofEither: String { row.words == nil || row.meaning == nil ? "" : " of either leg" }

    private var place: String {
        row.rank.map { " Its score would make it chunk \($0) of those that were ranked." } ?? ""
    }

    private var depth: Int { max(row.words?.depth ?? 0, row.meaning?.depth ?? 0) }

    /// Whether it is so near in meaning that the index should have found it.
    private var isMissedByIndex: Bool {
        guard let meaning = row.meaning, let rank = meaning.rank, !meaning.isCandidate else { return false }
        return rank <= meaning.depth
    }

    private var legs: [String] {
        var legs: [String] = []
        if let words = row.words {
            if words.score == 0 {
                legs.append("none of the words occurs in it")
            } else {
                legs.append(
                    "by words it is \(words.rank.map { "number \($0)" } ?? "far back"), and \(words.depth) count"
                )
            }
        }
        if let meaning = row.meaning {
            if meaning.similarity == nil {
                legs.append("it has no vector")
            } else if isMissedByIndex {
                legs.append("by meaning it is number \(meaning.rank ?? 0), but the index has not returned it")
            } else {
                let place = meaning.rank.map { "number \($0) of \(meaning.among ?? 0)" } ?? "far back"
                legs.append("by meaning it is \(place), and the best \(meaning.depth) count")
            }
        }
        return legs
    }
}
