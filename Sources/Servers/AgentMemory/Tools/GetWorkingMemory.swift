import HTTP
import JSONFormat
import MCP
import Postgres
import Retrieval

struct GetWorkingMemory: Tool {
    static let definition = ToolDefinition(
        name: "get_working_memory",
        title: "Get working memory",
        description: "Returns the values of a session.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("The session.", .length(1...MemoryLimits.longestName)) var sessionId: String
        @Argument("Only this one.", .length(1...MemoryLimits.longestName)) var key: String?
        @Argument(.bank) var bank: String?
    }

    struct Output: ToolOutput {
        var values: [Value]

        struct Value: Codable, Sendable {
            var key: String
            var value: JSON
            var expiresAt: String?
            var updatedAt: String?
        }
    }

    let access: MemoryAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let store = SessionValueStore(pool: try await access.banks.store().pool)
        let values = try await store.values(input.key, in: input.sessionId, of: access.banks.id(input.bank))
        for value in values { try context.hold(JSON.memoryEstimate(ofText: value.value.text)) }
        return Output(
            values: values.map {
                Output.Value(key: $0.key, value: JSON($0.value), expiresAt: $0.expiresAt, updatedAt: $0.updatedAt)
            }
        )
    }
}
