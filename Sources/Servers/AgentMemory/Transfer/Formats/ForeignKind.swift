/// What other programs call sorts of memories, as our kinds.
enum ForeignKind {
    private static let words: [MemoryKind: Set<String>] = [
        .fact: [
            "fact", "facts", "decision", "learning", "insight", "knowledge", "research", "definition", "semantic",
            "stakeholder", "architecture", "configuration", "constraint", "requirement", "person", "organization",
            "place",
        ],
        .event: [
            "event", "events", "episode", "episodic", "milestone", "milestones", "meeting", "ceremony", "error", "bug",
            "failure", "incident", "session", "deliverable", "standup",
        ],
        .preference: ["preference", "preferences", "setting", "habit"],
        .procedure: [
            "procedure", "procedures", "procedural", "process", "pattern", "workflow", "practice", "instruction",
            "instructions", "howto", "recipe", "skill", "guideline",
        ],
        .note: ["note", "notes", "observation", "reference", "document", "misc"],
    ]

    private static let kinds: [String: MemoryKind] = Dictionary(
        uniqueKeysWithValues: words.flatMap { kind, words in words.map { ($0, kind) } }
    )

    /// The kind that the first of some names tells, as `preference` for `user_preferences`; nil where none tells any.
    static func of(_ names: [String]) -> MemoryKind? {
        for name in names {
            let words = name.lowercased().split { !$0.isLetter }.map(String.init)
            if let kind = kinds[words.joined()] { return kind }
            for word in words.reversed() {
                if let kind = kinds[word] { return kind }
            }
        }
        return nil
    }
}
