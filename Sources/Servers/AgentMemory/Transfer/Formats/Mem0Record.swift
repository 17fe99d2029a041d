import JSONFormat

/// A memory as mem0 returns it: by `get_all`, in an export of its platform, or by its REST interface.
enum Mem0Record {
    /// The members of a document that hold its memories.
    static let lists: Set = ["results", "memories"]

    /// Members of a record that become metadata under their own names.
    private static let kept = [
        "user_id", "agent_id", "run_id", "app_id", "actor_id", "role", "attributed_to", "categories", "memory_type",
    ]

    static func items(_ record: JSONObject) throws(ImportFlaw) -> [ImportedItem] {
        let name = record["memory"] == nil ? "content" : "memory"
        guard record[name] != nil else { throw ImportFlaw("has no memory") }
        let content = try record.requiredText(name, limit: MemoryLimits.longestContent)
        var metadata = try record.object("metadata")
        for name in kept {
            if let value = record.given(name) { metadata[name] = value }
        }
        let types = ["memory_type", "type"].compactMap { metadata[$0]?.stringValue }
        var memory = try NewMemory(
            foreign: content,
            what: name,
            kind: ForeignKind.of(types + record.texts("categories")) ?? .fact,
            subject: record.name("user_id"),
            metadata: metadata,
            source: "mem0/\(record.name("id") ?? "")"
        )
        memory.session = try record.name("run_id")
        // The last day on which it is believed.
        memory.expiresAt = try ImportedTime.end("expiration_date", in: record)
        memory.createdAt = try ImportedTime.foreign("created_at", in: record)
        var imported = ImportedMemory(memory: memory)
        imported.updatedAt = try ImportedTime.foreign("updated_at", in: record)
        return [.memory(imported)]
    }
}
