import HTTP
import MCP
import Postgres
import ServerKit

struct DeleteMemoryBank: WritingTool {
    static let definition = ToolDefinition(
        name: "delete_memory_bank",
        title: "Delete memory bank",
        description: "Deletes a bank that holds nothing. purge_memories empties one.",
        annotations: .overwriting,
        // Whether a bank is empty tells what is stored.
        scopes: [.read, .write]
    )

    struct Input: ToolInput {
        @Argument("Its name.", .length(1...MemoryLimits.longestName)) var name: String
    }

    struct Output: ToolOutput {
        var name: String
        var deleted: Bool
    }

    static let membersWithoutReading: Set = ["name", "deleted"]

    let access: MemoryAccess

    func prepare(_ input: Input, context: RequestContext) async throws -> Int32 {
        let name = try access.banks.name(input.name)
        let id = try await access.banks.id(name)
        guard id != BankAccess.none else { throw ToolError.noBank(name) }
        return id
    }

    func write(
        _ bank: Int32,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        let banks = try await access.banks.store()
        try await banks.lock(bank, on: connection)
        if let held = try await banks.delete(bank, on: connection) {
            throw ToolError(
                "Nothing was done: the bank \"\(input.name)\" holds \(held.memories) memories, retired ones among them, "
                    + "\(held.turns) turns of conversations and \(held.values) values of sessions. purge_memories with state \"all\" and conversations true deletes "
                    + "them for good.",
                kind: .conflict
            )
        }
        return Output(name: input.name, deleted: true)
    }

    func committed(_ output: Output) { access.banks.forget(output.name) }
}
