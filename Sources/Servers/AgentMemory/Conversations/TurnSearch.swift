import Async
import Postgres
import Retrieval

/// A turn that was found, and why.
struct FoundTurn: Sendable {
    let turn: Turn
    let score: TurnScore
}

/// The parts of a turn's score, which add up to it.
///
///     score = 15/16 similarity + 1/32 speaker + 1/32 statement
///
/// - similarity: a third of lex + lexW + 0.5 den + 0.5 denW: the words and the meaning of the turn and of its window, which is
///   the turn with two neighbours on either side.
/// - speaker: 1 where the question names who speaks.
/// - statement: 1 where the turn is no question.
struct TurnScore: Codable, Sendable, Hashable {
    var similarity: Double
    var speaker: Double
    var statement: Double

    var total: Double { similarity + speaker + statement }
}

/// What a search for turns has found, the best first.
struct FoundTurns: Sendable {
    var hits: [FoundTurn] = []
    var exhausted = true
    var path = ""
    var waiting: WaitingRows?
}

/// A search for turns of conversations, each with its neighbours.
struct TurnSearch: Sendable {
    let access: MemoryAccess
    /// In which banks, by their ids.
    let banks: [Int32]
    /// In which sessions; nil for all.
    var sessions: [String]?
    var after: String?
    var before: String?
    var filter: MetadataFilter?
    var mode = SearchMode.hybrid
    var minScore: Double?

    /// Candidates that are ranked, at least.
    private static let fewestCandidates: Int32 = 50

    /// Finds the turns that answer a question.
    ///
    /// - Parameter limit: How many to return; more are ranked.
    func find(_ question: String, limit: Int32) async throws -> FoundTurns {
        guard banks != [BankAccess.none] else { return FoundTurns() }
        // Quotes ask for a phrase that must occur; those of a question are the quotes of a title or of somebody's words.
        let question = question.isQuestion ? question.withoutQuotes : question
        let depth = max(Self.fewestCandidates, 2 * limit)
        let isSelective = sessions != nil || after != nil || before != nil
        let scope = SearchScope(banks, isSelective: isSelective, where: condition)
        let result: SearchResult
        if mode == .keyword {
            result = try await access.turns.store.value()
                .searchKeywords(question, limit: depth, scope: scope, filter: filter)
        } else {
            result = try await access.turns.collection()
                .search(question, mode: mode, limit: depth, depth: depth, scope: scope, filter: filter)
        }
        access.noteWaiting(result.waiting)
        let turns = try await access.conversations().turns(result.hits.map { Int32($0.id) })
        let names = Self.words(of: question)
        let ranked = result.hits.compactMap { hit -> FoundTurn? in
            guard let turn = turns[Int32(hit.id)] else { return nil }
            let isNamed = turn.speaker.map { !names.isDisjoint(with: Self.words(of: $0)) } ?? false
            let score = TurnScore(
                similarity: min(1, hit.score) * 15 / 16,
                speaker: isNamed ? 1.0 / 32 : 0,
                statement: turn.content.isQuestion ? 0 : 1.0 / 32
            )
            return FoundTurn(turn: turn, score: score)
        }
        .filter { $0.score.total >= minScore ?? 0 }
        .sorted { ($1.score.total, $0.turn.id) < ($0.score.total, $1.turn.id) }
        return FoundTurns(
            hits: Array(ranked.prefix(Int(limit))),
            exhausted: result.exhausted && ranked.count <= Int(limit),
            path: [result.path?.description, result.keywordPath?.description].compactMap(\.self).joined(
                separator: ", "
            ),
            waiting: result.waiting.isEmpty ? nil : result.waiting
        )
    }

    private func condition(on row: SQL) -> SQL {
        var conditions: [SQL] = ["true"]
        if let sessions { conditions.append("\(fragment: row).session_id = ANY (\(sessions))") }
        if let after { conditions.append("\(fragment: row).created_at >= \(fragment: .time(after))") }
        if let before { conditions.append("\(fragment: row).created_at < \(fragment: .time(before))") }
        return conditions.joined(separator: " AND ")
    }

    private static func words(of text: String) -> Set<String> {
        Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
    }
}

extension String {
    /// Whether it ends with a question mark.
    fileprivate var isQuestion: Bool {
        last { !$0.isWhitespace } == "?"
    }

    /// The same words, of which none are a phrase that must occur.
    var withoutQuotes: String { String(map { $0 == "\"" ? " " : $0 }) }
}
