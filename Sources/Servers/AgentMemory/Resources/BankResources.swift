import MCP
import ServerKit

/// Banks as resources: what is in them, the most important first.
struct BankResources: ResourceRows {
    static let template = ResourceTemplate(
        uriTemplate: "paddle://memory/{bank}",
        name: "bank",
        title: "Memory bank",
        description: "What is remembered in a bank: its pinned memories, then the most important ones.",
        mimeType: "text/markdown"
    )

    /// More than these are for list_memories.
    private static let shown: Int32 = 100

    let access: MemoryAccess

    func rows(after name: String?, limit: Int) async throws -> [ResourceRow<String>] {
        let store = try await access.banks.store()
        if let fixed = access.banks.fixed {
            guard name == nil, try await !store.ids(of: [fixed]).isEmpty else { return [] }
            return [ResourceRow(id: fixed)]
        }
        return try await store.names(after: name, limit: Int32(limit)).map { ResourceRow(id: $0, title: $0) }
    }

    func texts(of name: String) async throws -> [String]? {
        guard access.banks.mayName(name), let bank = try await access.banks.store().bank(name) else { return nil }
        let store = try await access.store()
        let pinned = try await store.pinned(in: [bank.id], MemoryCondition(), limit: Self.shown)
        let others =
            try await store
            .memories(in: [bank.id], MemoryCondition(), nil, by: .importance, limit: Self.shown)
            .filter { !$0.facts.isPinned }
        var lines = ["# \(bank.name)"]
        if let description = bank.description { lines += ["", description] }
        lines += [""] + (pinned + others).prefix(Int(Self.shown)).map { "- \($0.content)" }
        if bank.memories > Int64(Self.shown) {
            lines += ["", "These are \(Self.shown) of \(bank.memories); list_memories returns all."]
        }
        return [lines.joined(separator: "\n")]
    }

    func ids(beginningWith text: String, limit: Int) async throws -> [String] {
        if let fixed = access.banks.fixed { return fixed.hasPrefix(text) ? [fixed] : [] }
        return try await access.banks.store().names(beginningWith: text, limit: Int32(limit))
    }
}
