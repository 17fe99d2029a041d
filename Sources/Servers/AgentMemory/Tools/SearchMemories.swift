import HTTP
import JSONFormat
import MCP
import Postgres
import Retrieval
import Text

struct SearchMemories: Tool {
    static let definition = ToolDefinition(
        name: "search_memories",
        title: "Search memories",
        description: """
            Finds memories by meaning and words ("a phrase", -without). What is not believed any more is left out, unless \
            as_of goes back to when it was.
            """,
        annotations: .readOnly,
        view: "memories"
    )

    struct Input: ToolInput {
        @Argument("What to look for.", .length(1...MemoryLimits.longestQuery)) var query: String
        @Argument("How many.", .range(1...100)) var limit: Int32 = 10
        @Argument(.banks) var banks: [String]?
        @Argument("Only these kinds.", .count(1...5)) var kinds: [MemoryKind]?
        @Argument("As {\"year\":{\"$gte\":2024}}; also $subject, $source, $session.")
        var filter: JSONObject?
        @Argument("From then on.") var after: RFC3339Time?
        @Argument("Before then.") var before: RFC3339Time?
        @Argument("What was believed then.") var asOf: RFC3339Time?
        @Argument("Take \"last week\" in the query as the time.") var timePhrases: Bool = false
        @Argument("0 to 1.", .range(0...1)) var minScore: Double?
        @Argument("By what.") var mode: SearchMode = .hybrid
        @Argument("Days after which a memory is half as recent.", .range(0.01...100_000)) var halfLifeDays: Double = 30
        @Argument("Your session.", .length(1...MemoryLimits.longestName)) var sessionId: String?
    }

    struct Output: ToolOutput {
        var hits: [Hit]
        /// Whether it is certain that nothing else matches.
        var exhausted: Bool
        /// The time that a phrase of the query was taken as.
        var time: TimeRange?
        /// How many memories wait to be found by meaning and by words.
        var waiting: Waiting?

        struct Hit: Codable, Sendable {
            var memory: MemoryOutput
            var score: Double
            var parts: MemoryScore
            /// Where in a long text the passage stands that matched, in characters.
            var passage: Passage?
        }

        struct Passage: Codable, Sendable {
            var start: Int32
            var end: Int32
        }
    }

    let access: MemoryAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let asked = QuestionInTime(
            input.query,
            takesPhrases: input.timePhrases,
            after: input.after?.text,
            before: input.before?.text
        )
        let banks = try await access.banks.ids(input.banks)
        var search = MemorySearch(access: access, banks: banks)
        search.condition = MemoryCondition(
            state: input.asOf.map { .asOf($0.text) } ?? .current,
            kinds: input.kinds,
            after: asked.after,
            before: asked.before
        )
        if let filter = input.filter { search.filter = try MetadataFilter(filter, of: .memories) }
        search.mode = input.mode
        search.limit = input.limit
        search.halfLife = input.halfLifeDays
        search.minScore = input.minScore
        let found = try await search.find(asked.question)
        for hit in found.hits { try context.hold(JSON.memoryEstimate(ofText: hit.memory.facts.metadata?.text ?? "")) }
        let ids = found.hits.map(\.memory.id)
        access.accesses.note(ids, session: access.session(input.sessionId, context))
        if input.isPlain, banks.count == 1 { access.accesses.note(input.query, of: banks[0], found: ids) }
        return Output(
            hits: found.hits.map { hit in
                Output.Hit(
                    memory: MemoryOutput(hit.memory),
                    score: hit.score.total,
                    parts: hit.score,
                    passage: hit.passage.map { Output.Passage(start: $0.lowerBound, end: $0.upperBound) }
                )
            },
            exhausted: found.exhausted,
            time: asked.time,
            waiting: found.waiting.map(Waiting.init)
        )
    }
}

extension SearchMemories.Input {
    /// Whether the query alone says what is looked for.
    fileprivate var isPlain: Bool {
        kinds == nil && filter == nil && after == nil && before == nil && asOf == nil && !timePhrases && mode == .hybrid
    }
}

/// How much waits to be found, up to 10,000 each.
struct Waiting: Codable, Sendable {
    /// By meaning.
    var vectors: Int32
    /// By words.
    var keywords: Int32

    init(_ waiting: WaitingRows) {
        vectors = waiting.vectors
        keywords = waiting.postings
    }
}

extension SearchMode: ArgumentValue {}
