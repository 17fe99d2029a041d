import JSONFormat
import MCP
import Postgres

struct GetMemory: Tool {
    static let definition = ToolDefinition(
        name: "get_memory",
        title: "Get memory",
        description: "Returns a memory and what it has taken the place of.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("Its id.") var id: Int32
    }

    struct Output: ToolOutput {
        var memory: MemoryOutput
        /// Its former texts, and the memories that it supersedes or was merged with, the last retired first.
        var supersedes: [MemoryOutput]?
    }

    private static let longestHistory: Int32 = 100

    let access: MemoryAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let store = try await access.store()
        let memory = try await access.memory(input.id)
        let former = try await store.predecessors(of: input.id, limit: Self.longestHistory)
        for memory in former + [memory] {
            try context.hold(JSON.memoryEstimate(ofText: memory.facts.metadata?.text ?? ""))
        }
        return Output(
            memory: MemoryOutput(memory),
            supersedes: former.isEmpty ? nil : former.map(MemoryOutput.init)
        )
    }
}

extension MemoryAccess {
    /// The memory with this id, where it belongs to a bank that calls may name.
    ///
    /// - Throws: ``ToolError`` where there is none.
    func memory(_ id: Int32) async throws -> Memory {
        guard let memory = try await store().memory(id), banks.mayName(memory.bank) else {
            throw ToolError.noMemory(id)
        }
        return memory
    }
}
