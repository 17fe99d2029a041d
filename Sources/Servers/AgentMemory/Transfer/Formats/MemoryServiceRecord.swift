import JSONFormat

/// A memory as mcp-memory-service exports it.
enum MemoryServiceRecord {
    /// The member of a document that holds its memories.
    static let lists: Set = ["memories"]

    static func items(_ record: JSONObject) throws(ImportFlaw) -> [ImportedItem] {
        let content = try record.requiredText("content", limit: MemoryLimits.longestContent)
        var metadata = try record.object("metadata")
        let tags = try record.texts("tags") + record.texts("tags_str")
        if !tags.isEmpty {
            // Some versions keep them in both places.
            let known = try metadata.texts("tags")
            metadata["tags"] = .array((known + tags.filter { !known.contains($0) }).map(JSON.string))
        }
        let type = try record.name(record.given("memory_type") == nil ? "type" : "memory_type")
        if let type { metadata["memory_type"] = .string(type) }
        if let store = try record.name("store"), store != "default" { metadata["store"] = .string(store) }
        var memory = try NewMemory(
            foreign: content,
            what: "content",
            kind: ForeignKind.of([type].compactMap(\.self)) ?? .note,
            subject: nil,
            metadata: metadata,
            source: "mcp-memory-service/\(record.name("content_hash") ?? "")"
        )
        memory.createdAt = try time("created_at", in: record)
        var imported = ImportedMemory(memory: memory)
        imported.updatedAt = try time("updated_at", in: record)
        return [.memory(imported)]
    }

    /// The seconds are what counts; the text beside them may be of another zone.
    private static func time(_ name: String, in record: JSONObject) throws(ImportFlaw) -> String? {
        try ImportedTime.foreign(record.given(name) == nil ? "\(name)_iso" : name, in: record)
    }
}
