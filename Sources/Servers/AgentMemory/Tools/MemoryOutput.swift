import JSONFormat
import MCP
import Postgres
import Retrieval

/// A memory as tools show it.
struct MemoryOutput: ToolOutput {
    var id: Int32
    var bank: String
    var kind: MemoryKind
    var content: String
    var subject: String?
    var attribute: String?
    var metadata: JSON?
    var importance: Int32
    var trust: Double
    var pinned: Bool?
    var source: String?
    var sessionId: String?
    var validFrom: String?
    var validTo: String?
    var expiresAt: String?
    var createdAt: String?
    var updatedAt: String?
    /// How often searches and recalls have returned it.
    var accessCount: Int32
    var lastAccessed: String?
    /// How often the same was stored once more.
    var confirmations: Int32?
    /// How and when it was retired; absent while it is believed.
    var retired: Retired?

    struct Retired: Codable, Sendable {
        var at: String?
        var how: Retirement?
        var reason: String?
        /// The memory that has taken its place.
        var supersededBy: Int32?
    }

    init(_ memory: Memory) {
        let (facts, history) = (memory.facts, memory.history)
        id = memory.id
        bank = memory.bank
        kind = facts.kind
        content = memory.content
        subject = facts.subject
        attribute = facts.attribute
        metadata = facts.metadata.flatMap { $0.text == "{}" ? nil : JSON(metadata: $0) }
        importance = facts.importance
        trust = facts.trust
        pinned = facts.isPinned ? true : nil
        source = facts.source
        sessionId = facts.session
        validFrom = facts.validFrom
        validTo = facts.validTo
        expiresAt = facts.expiresAt
        createdAt = history.createdAt
        updatedAt = history.updatedAt
        accessCount = history.accesses
        lastAccessed = history.lastAccessed
        confirmations = history.confirmations > 0 ? history.confirmations : nil
        if history.retiredAt != nil {
            retired = Retired(
                at: history.retiredAt,
                how: history.retiredAs,
                reason: history.reason,
                supersededBy: history.supersededBy
            )
        }
    }
}

extension MemoryOutput: PageElement {
    static let listName = "memories"
}

extension ToolError {
    static func noMemory(_ id: Int32) -> ToolError {
        .notFound("memory", with: "id \(id)", hint: "Ids come from search_memories and list_memories.")
    }
}
