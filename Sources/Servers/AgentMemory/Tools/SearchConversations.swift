import HTTP
import JSONFormat
import MCP
import Postgres
import Retrieval
import Text

struct SearchConversations: Tool {
    static let definition = ToolDefinition(
        name: "search_conversations",
        title: "Search conversations",
        description: "Finds turns of conversations by meaning and words.",
        annotations: .readOnly,
        view: "session"
    )

    enum Grouping: String, CaseIterable, ArgumentValue {
        case turn, session
    }

    struct Input: ToolInput {
        @Argument("What to look for.", .length(1...MemoryLimits.longestQuery)) var query: String
        @Argument("How many.", .range(1...100)) var limit: Int32 = 10
        @Argument("What a hit is.") var groupBy: Grouping = .turn
        @Argument("Only these.", .count(1...100), .length(1...MemoryLimits.longestName)) var sessionIds: [String]?
        @Argument(.banks) var banks: [String]?
        @Argument("By metadata, $role, $speaker.") var filter: JSONObject?
        @Argument("From then on.") var after: RFC3339Time?
        @Argument("Before then.") var before: RFC3339Time?
        @Argument("Take \"last week\" in the query as the time.") var timePhrases: Bool = false
        @Argument("0 to 1.", .range(0...1)) var minScore: Double?
        @Argument("By what.") var mode: SearchMode = .hybrid
        @Argument("Turns around each.", .range(0...10)) var context: Int32 = 0
    }

    struct Output: ToolOutput {
        var hits: [Hit]
        /// Whether it is certain that nothing else matches.
        var exhausted: Bool
        /// The time that a phrase of the query was taken as.
        var time: TimeRange?
        /// How many turns wait to be found by meaning and by words.
        var waiting: Waiting?

        struct Hit: Codable, Sendable {
            var bank: String
            /// The turn, or the best one of the session.
            var turn: TurnOutput
            var score: Double
            var parts: TurnScore
            /// The turns around it, in their order.
            var context: [TurnOutput]?
        }
    }

    /// Turns are ranked for each session that is wanted.
    private static let turnsOfSession: Int32 = 10

    let access: MemoryAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let asked = QuestionInTime(
            input.query,
            takesPhrases: input.timePhrases,
            after: input.after?.text,
            before: input.before?.text
        )
        var search = TurnSearch(access: access, banks: try await access.banks.ids(input.banks))
        search.sessions = input.sessionIds
        search.after = asked.after
        search.before = asked.before
        search.mode = input.mode
        search.minScore = input.minScore
        if let filter = input.filter { search.filter = try MetadataFilter(filter, of: .turns) }
        let isBySession = input.groupBy == .session
        let wanted = isBySession ? min(500, input.limit * Self.turnsOfSession) : input.limit
        var found = try await search.find(asked.question, limit: wanted)
        if isBySession {
            var sessions: Set<[String]> = []
            let best = found.hits.filter { sessions.insert([$0.turn.bank, $0.turn.session]).inserted }
            found.exhausted = found.exhausted && best.count <= Int(input.limit)
            found.hits = Array(best.prefix(Int(input.limit)))
        }
        let around = try await access.conversations()
            .neighbours(of: found.hits.map(\.turn.id), reach: input.context)
        for turn in found.hits.map(\.turn) + around.values.joined() {
            try context.hold(JSON.memoryEstimate(ofText: turn.metadata?.text ?? ""))
        }
        return Output(
            hits: found.hits.map { hit in
                Output.Hit(
                    bank: hit.turn.bank,
                    turn: TurnOutput(hit.turn),
                    score: hit.score.total,
                    parts: hit.score,
                    context: around[hit.turn.id].map { $0.map(TurnOutput.init) }
                )
            },
            exhausted: found.exhausted,
            time: asked.time,
            waiting: found.waiting.map(Waiting.init)
        )
    }
}
