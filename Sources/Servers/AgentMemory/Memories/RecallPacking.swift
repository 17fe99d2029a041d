/// Something that a recall may pack: a line of text, and what it is.
struct RecallCandidate: Sendable {
    /// Where it stands in the text.
    enum Place: Int, Comparable, Sendable {
        case pinned, memory, turn, tail

        static func < (one: Place, other: Place) -> Bool { one.rawValue < other.rawValue }
    }

    let place: Place
    /// What stands before the text, or before those that follow one another under the same one: the day of turns.
    var heading = ""
    let text: String
    /// What orders it among those of its place: the time for turns, the score for memories.
    let order: String
    var memory: Int32?
    var session: String?
    var turn: Int32?
    var score: Double?

    /// Which heading is meant: that of a day in a session.
    fileprivate var group: [String] { [String(place.rawValue), heading, session ?? ""] }

    /// Whether both are the same memory, or the same turn.
    func isSame(as other: RecallCandidate) -> Bool {
        memory == other.memory && session == other.session && turn == other.turn
    }
}

/// Packs candidates, the most wanted first, into a budget of tokens.
///
/// Pinned memories and the tail of a session take at most a quarter of the budget each, so that neither crowds out what
/// answers the question; what does not fit makes room for smaller ones after it.
struct RecallPacking: Sendable {
    /// Why something was left out.
    enum Omission: String, CaseIterable, Codable, Sendable {
        /// It does not fit into the budget.
        case budget
        /// Its text is there already.
        case duplicate
    }

    private let budget: Int
    private var used = 0
    private var usedBy: [RecallCandidate.Place: Int] = [:]
    private var texts: Set<String> = []
    private var headings: Set<[String]> = []
    private var taken: [(candidate: RecallCandidate, tokens: Int, heading: Int)] = []
    private(set) var leftOut: [(candidate: RecallCandidate, reason: Omission)] = []

    init(budget: Int) { self.budget = budget }

    /// Packs a candidate where it fits.
    ///
    /// - Parameters:
    ///   - tokens: Those of its text.
    ///   - heading: Those of its heading.
    mutating func offer(_ candidate: RecallCandidate, tokens: Int, heading: Int) {
        guard !texts.contains(candidate.heading + candidate.text) else {
            // What is found and is pinned or stands in the tail, too, is not missing.
            if !taken.contains(where: { $0.candidate.isSame(as: candidate) }) {
                leftOut.append((candidate, .duplicate))
            }
            return
        }
        let isShared = candidate.place == .pinned || candidate.place == .tail
        let more = headings.contains(candidate.group) ? tokens : tokens + heading
        let share = usedBy[candidate.place, default: 0] + more
        guard used + more <= budget, !isShared || share <= budget / 4 else {
            leftOut.append((candidate, .budget))
            return
        }
        texts.insert(candidate.heading + candidate.text)
        headings.insert(candidate.group)
        used += more
        usedBy[candidate.place] = share
        taken.append((candidate, tokens, heading))
    }

    /// What was packed, with its line, in the order of reading: pinned memories, memories, turns by their time, the tail of
    /// the session. The first line of a day in a session has the heading.
    var packed: [(candidate: RecallCandidate, line: String, tokens: Int)] {
        var told: Set<[String]> = []
        return taken.sorted { one, other in
            (one.candidate.place, one.candidate.order) < (other.candidate.place, other.candidate.order)
        }
        .map { candidate, tokens, heading in
            guard told.insert(candidate.group).inserted else { return (candidate, candidate.text, tokens) }
            return (candidate, candidate.heading + candidate.text, tokens + heading)
        }
    }
}
