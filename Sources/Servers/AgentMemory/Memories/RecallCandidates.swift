import Postgres
import Retrieval

/// Finds what a recall may pack, the most wanted first.
struct RecallCandidates: Sendable {
    let access: MemoryAccess
    /// In which banks, by their ids.
    let banks: [Int32]
    let condition: MemoryCondition
    /// Tokens to fill.
    let budget: Int

    private static let mostPinned: Int32 = 50
    private static let memories: Int32 = 50
    /// A turn of a conversation has rarely fewer tokens.
    private static let tokensOfTurn = 16

    func find(
        _ question: String?,
        session: String?,
        tail: Int32,
        takesConversations: Bool
    ) async throws -> [RecallCandidate] {
        guard banks != [BankAccess.none] else { return [] }
        // What a recall is for is told, not searched for: quotes in it are no phrase that must occur.
        let question = question?.withoutQuotes
        async let pinned = access.store().pinned(in: banks, condition, limit: Self.mostPinned)
        async let last = lastTurns(of: session, tail)
        async let memories = memories(question)
        async let turns = turns(question, takesConversations: takesConversations)
        var candidates = try await last
        candidates += try await pinned.enumerated().map { place, memory in
            RecallCandidate(
                place: .pinned,
                text: Self.line(memory),
                order: Self.rank(place),
                memory: memory.id
            )
        }
        // Both scores say how well something answers the question.
        let found = try await (memories + turns).enumerated().sorted { one, other in
            (other.element.score ?? 0, one.offset) < (one.element.score ?? 0, other.offset)
        }
        return candidates + found.map(\.element)
    }

    /// The tail of the session, the last turn first.
    private func lastTurns(of session: String?, _ count: Int32) async throws -> [RecallCandidate] {
        guard let session, count > 0, let bank = banks.first else { return [] }
        return try await access.conversations().turns(of: session, in: bank, fromEnd: true, limit: count)
            .map { Self.candidate($0, .tail, score: nil) }
    }

    /// The memories that answer best; those that matter most where nothing is asked.
    private func memories(_ question: String?) async throws -> [RecallCandidate] {
        guard let question else {
            let found = try await access.store()
                .memories(in: banks, condition, nil, by: .importance, limit: Self.memories)
            return found.enumerated().map { place, memory in
                RecallCandidate(place: .memory, text: Self.line(memory), order: Self.rank(place), memory: memory.id)
            }
        }
        var search = MemorySearch(access: access, banks: banks)
        search.condition = condition
        search.limit = Self.memories
        return try await search.find(question).hits.enumerated().map { place, hit in
            RecallCandidate(
                place: .memory,
                text: Self.line(hit.memory),
                order: Self.rank(place),
                memory: hit.memory.id,
                score: hit.score.total
            )
        }
    }

    private func turns(_ question: String?, takesConversations: Bool) async throws -> [RecallCandidate] {
        guard let question, takesConversations else { return [] }
        let limit = Int32(min(200, max(10, budget / Self.tokensOfTurn)))
        return try await TurnSearch(access: access, banks: banks).find(question, limit: limit).hits
            .map { Self.candidate($0.turn, .turn, score: $0.score.total) }
    }

    private static func candidate(
        _ turn: Turn,
        _ place: RecallCandidate.Place,
        score: Double?
    ) -> RecallCandidate {
        let day = turn.createdAt?.prefix(10) ?? ""
        return RecallCandidate(
            place: place,
            heading: "[\(day)] ",
            text: "\(turn.speaker ?? turn.role): \(turn.content)",
            order: "\(day)\(turn.session)\u{0}\(rank(Int(turn.number)))",
            session: turn.session,
            turn: turn.number,
            score: score
        )
    }

    private static func line(_ memory: Memory) -> String {
        let day = (memory.facts.validFrom ?? memory.history.createdAt)?.prefix(10) ?? ""
        return "[\(day)] \(memory.content)"
    }

    /// A number whose texts are in the order of the numbers.
    private static func rank(_ place: Int) -> String {
        let digits = String(place)
        return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    }
}
