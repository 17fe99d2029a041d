import Postgres
import Retrieval

/// A memory that is to be stored.
struct NewMemory: Sendable {
    var content: String
    var kind = MemoryKind.note
    var subject: String?
    var attribute: String?
    var metadata = JSONText("{}")
    var importance: Int32 = 1
    var trust = 0.5
    var isPinned = false
    var source: String?
    var session: String?
    var validFrom: String?
    var validTo: String?
    var expiresAt: String?
    /// When it was stored first, and last changed, for one that comes from elsewhere.
    var createdAt: String?
    /// The vectors of the text; nil leaves it to be embedded later.
    var embedded: EmbeddedContent?

    /// All that a reader may see of it.
    var allTexts: String {
        [content, subject, attribute, source, metadata.text].compactMap(\.self).joined(separator: "\n")
    }
}

/// A change to a memory; parts that are nil stay as they are.
struct MemoryChange: Sendable {
    /// A correction of the text; the former text is kept as history.
    var content: String?
    var kind: MemoryKind?
    /// An empty one removes it.
    var subject: String?
    /// An empty one removes it.
    var attribute: String?
    /// In place of all of the old.
    var metadata: JSONText?
    var importance: Int32?
    var trust: Double?
    var isPinned: Bool?
    var validFrom: String?
    var validTo: String?
    /// An empty one removes it.
    var expiresAt: String?
    /// The version to change, which is its `updated_at`; nil for any.
    var expectedVersion: String?

    /// Whether it changes nothing.
    var isEmpty: Bool {
        content == nil && kind == nil && subject == nil && attribute == nil && metadata == nil && importance == nil
            && trust == nil && isPinned == nil && validFrom == nil && validTo == nil && expiresAt == nil
    }
}
