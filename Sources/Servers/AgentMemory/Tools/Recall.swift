import Async
import Embedding
import HTTP
import MCP
import Postgres
import Retrieval
import Text

struct Recall: Tool {
    static let definition = ToolDefinition(
        name: "recall",
        title: "Recall",
        description: """
            Packs the pinned memories, those and the turns that answer query best, and the end of a session into a text of \
            budget_tokens. Call it before a task.
            """,
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("What it is for.", .length(1...MemoryLimits.longestQuery)) var query: String?
        @Argument("Your session.", .length(1...MemoryLimits.longestName)) var sessionId: String?
        @Argument("Its length.", .range(64...100_000)) var budgetTokens: Int32 = 2_048
        @Argument("The last turns of the session, at most.", .range(0...500)) var tailTurns: Int32 = 10
        @Argument("Also from conversations.") var conversations: Bool = true
        @Argument("Only these kinds.", .count(1...5)) var kinds: [MemoryKind]?
        @Argument(.banks) var banks: [String]?
    }

    struct Output: ToolOutput {
        /// What is known, ready to be read by a model.
        var context: String
        var tokens: Int
        /// Which tokenizer has counted them.
        var tokenizer: String
        /// What stands in it, in its order.
        var items: [Item]
        /// What was found and does not stand in it, the best first.
        var leftOut: [LeftOut]
        /// How many more were left out.
        var moreLeftOut: Int?

        struct Item: Codable, Sendable {
            var memory: Int32?
            var sessionId: String?
            var turn: Int32?
            var score: Double?
            var tokens: Int
        }

        struct LeftOut: Codable, Sendable {
            var memory: Int32?
            var sessionId: String?
            var turn: Int32?
            var score: Double?
            var reason: RecallPacking.Omission
        }
    }

    let access: MemoryAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        guard input.query != nil || input.sessionId != nil else {
            throw ToolError("Give query, session_id or both. Example: {\"query\":\"deploying the API\"}")
        }
        let banks = try await access.banks.ids(input.banks)
        let candidates = RecallCandidates(
            access: access,
            banks: banks,
            condition: MemoryCondition(kinds: input.kinds),
            budget: Int(input.budgetTokens)
        )
        let embedder = try await access.memories.collection().embedder
        let found = try await candidates.find(
            input.query,
            session: input.sessionId,
            tail: input.tailTurns,
            takesConversations: input.conversations
        )
        let counts = try await embedder.tokenCounts(of: found.map(\.text))
        let headings = Array(Set(found.map(\.heading)))
        let headingCounts = Dictionary(
            uniqueKeysWithValues: zip(headings, try await embedder.tokenCounts(of: headings))
        )
        var packing = RecallPacking(budget: Int(input.budgetTokens))
        for (candidate, tokens) in zip(found, counts) {
            packing.offer(candidate, tokens: tokens, heading: headingCounts[candidate.heading] ?? 0)
        }
        let packed = packing.packed
        access.accesses.note(packed.compactMap(\.candidate.memory), session: access.session(input.sessionId, context))
        let text = packed.map(\.line).joined(separator: "\n")
        return Output(
            context: text,
            tokens: packed.reduce(0) { $0 + $1.tokens },
            tokenizer: embedder.tokenizer,
            items: packed.map { item in
                Output.Item(
                    memory: item.candidate.memory,
                    sessionId: item.candidate.session,
                    turn: item.candidate.turn,
                    score: item.candidate.score,
                    tokens: item.tokens
                )
            },
            leftOut: packing.leftOut.prefix(Self.mostLeftOut).map { item in
                Output.LeftOut(
                    memory: item.candidate.memory,
                    sessionId: item.candidate.session,
                    turn: item.candidate.turn,
                    score: item.candidate.score,
                    reason: item.reason
                )
            },
            moreLeftOut: packing.leftOut.count > Self.mostLeftOut ? packing.leftOut.count - Self.mostLeftOut : nil
        )
    }

    private static let mostLeftOut = 20
}
