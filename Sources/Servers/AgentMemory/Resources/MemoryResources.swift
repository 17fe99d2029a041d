import MCP
import ServerKit

/// Memories as resources: their texts, and all their changes, whoever makes them.
struct MemoryResources: ResourceRows {
    static let template = ResourceTemplate(
        uriTemplate: "paddle://memories/{id}",
        name: "memory",
        title: "Memory",
        description: "A memory, by its id.",
        mimeType: "text/plain"
    )

    let access: MemoryAccess

    func rows(after id: Int32?, limit: Int) async throws -> [ResourceRow<Int32>] {
        try await access.store().listed(in: access.banks.id(nil), after: id, limit: Int32(limit)).map {
            ResourceRow(id: $0.id, title: $0.title, size: $0.size, lastModified: $0.updatedAt)
        }
    }

    func texts(of id: Int32) async throws -> [String]? {
        guard let memory = try await access.store().memory(id), access.banks.mayName(memory.bank) else { return nil }
        guard memory.history.retiredAt == nil else {
            return ["\(memory.content)\n\n(Not believed any more: \(memory.history.retiredAs?.rawValue ?? "retired").)"]
        }
        return [memory.content]
    }

    func ids(beginningWith text: String, limit: Int) async throws -> [Int32] {
        guard text.utf8.allSatisfy({ "-0123456789".utf8.contains($0) }) else { return [] }
        return try await access.store()
            .ids(beginningWith: text, in: access.banks.id(nil), limit: Int32(limit))
    }
}
