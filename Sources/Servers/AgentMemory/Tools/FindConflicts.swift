import MCP
import Postgres

struct FindConflicts: Tool {
    static let definition = ToolDefinition(
        name: "find_conflicts",
        title: "Find conflicts",
        description: """
            Finds pairs of memories that contradict each other: with the same subject and attribute, or in words that say \
            the same but for one value. A page ends after some seconds: it may be empty, and more may follow.
            """,
        annotations: .readOnly,
        isLong: true,
        view: "review"
    )

    struct Input: ToolInput {
        @Argument(.bank) var bank: String?
        @Argument("How many.", .range(1...100)) var limit: Int32 = 20
        @Argument("The next_cursor of the page before.") var cursor = Cursor<ConflictPosition>()
    }

    struct Output: ToolOutput {
        var conflicts: [Conflict]
        /// Pass it as cursor to go on; absent once all memories were looked at.
        var nextCursor: String?

        struct Conflict: Codable, Sendable {
            var difference: Difference
            /// The cosine of both texts; absent where the subject and the attribute tell.
            var similarity: Double?
            /// The one that was stored first.
            var one: MemoryOutput
            var other: MemoryOutput
        }

        struct Difference: Codable, Sendable {
            /// What differs: attribute, number, date, name, negation or word.
            var kind: String
            /// What each of them says there.
            var one: String
            var other: String
        }
    }

    let access: MemoryAccess
    let rule: StoringRule

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let bank = try await access.banks.id(input.bank)
        let search = ConflictSearch(store: try await access.store(), bank: bank, rule: rule)
        let found = try await search.find(after: input.cursor.position, limit: Int(input.limit))
        return Output(
            conflicts: found.conflicts.map { conflict in
                Output.Conflict(
                    difference: Output.Difference(
                        kind: conflict.difference?.kind.rawValue ?? "attribute",
                        one: conflict.difference?.old ?? conflict.one.content,
                        other: conflict.difference?.new ?? conflict.other.content
                    ),
                    similarity: conflict.cosine,
                    one: MemoryOutput(conflict.one),
                    other: MemoryOutput(conflict.other)
                )
            },
            nextCursor: try found.next.map { try input.cursor.text(after: $0) }
        )
    }
}
