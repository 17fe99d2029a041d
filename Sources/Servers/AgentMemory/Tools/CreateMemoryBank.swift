import MCP
import Postgres
import ServerKit

struct CreateMemoryBank: WritingTool {
    static let definition = ToolDefinition(
        name: "create_memory_bank",
        title: "Create memory bank",
        description: "Makes a bank, unless there is one of the name.",
        annotations: ToolAnnotations(readOnly: false, destructive: false, idempotent: true, openWorld: false)
    )

    struct Input: ToolInput {
        @Argument("Its name.", .length(1...MemoryLimits.longestName), .withoutReplacements) var name: String
        @Argument("What belongs into it.", .length(1...MemoryLimits.longestText)) var description: String?
    }

    struct Output: ToolOutput {
        var name: String
        /// false where it was there.
        var created: Bool
    }

    static let membersWithoutReading: Set = ["name", "created"]

    let access: MemoryAccess

    func write(
        _ prepared: Void,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        let name = try access.banks.name(input.name)
        let made = try await access.banks.store().make(name, description: input.description, on: connection)
        return Output(name: name, created: made.isNew)
    }
}
