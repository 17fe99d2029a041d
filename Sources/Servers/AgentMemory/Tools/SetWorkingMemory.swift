import JSONFormat
import MCP
import Postgres
import Retrieval
import ServerKit

struct SetWorkingMemory: WritingTool {
    static let definition = ToolDefinition(
        name: "set_working_memory",
        title: "Set working memory",
        description: "Keeps a value for a session; without one, removes it.",
        annotations: .overwriting
    )

    struct Input: ToolInput {
        @Argument("The session.", .length(1...MemoryLimits.longestName), .withoutReplacements) var sessionId: String
        @Argument("Its name.", .length(1...MemoryLimits.longestName), .withoutReplacements) var key: String
        @Argument("The value.") var value: JSON?
        @Argument("For how long; default: for good.", .range(1...31_536_000)) var ttlSeconds: Int32?
        @Argument(.bank) var bank: String?
    }

    struct Output: ToolOutput {
        var key: String
        /// Whether there was a value, which is replaced or removed.
        var replaced: Bool?
    }

    static let membersWithoutReading: Set = ["key"]

    let access: MemoryAccess

    func prepare(_ input: Input, context: RequestContext) async throws -> (name: String, id: Int32) {
        (try access.banks.name(input.bank), try await access.banks.id(input.bank))
    }

    func write(
        _ bank: (name: String, id: Int32),
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        let banks = try await access.banks.store()
        let id =
            bank.id == BankAccess.none ? try await banks.make(bank.name, description: nil, on: connection).id : bank.id
        let replaced = try await SessionValueStore(pool: banks.pool).set(
            input.key,
            to: input.value.map { JSONText($0) },
            for: input.ttlSeconds.map(Double.init),
            in: input.sessionId,
            of: id,
            on: connection
        )
        return Output(key: input.key, replaced: replaced)
    }
}
