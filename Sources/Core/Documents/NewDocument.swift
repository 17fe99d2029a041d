package import Postgres
package import Retrieval

/// A document that is to be stored.
package struct NewDocument: Sendable {
    /// The caller's own name for it; where a document has it already, that one is updated.
    package let key: String?
    /// A short name for people; nil where it is empty.
    package let title: String?
    /// The text.
    package let content: String
    /// The metadata.
    package let metadata: JSONText
    /// The vectors of the text; nil leaves it to be embedded later, unless it is stored already.
    package var embedded: EmbeddedContent?

    /// A document without vectors yet; see ``DocumentCollection/embed(_:progress:)``.
    package init(key: String? = nil, title: String? = nil, content: String, metadata: JSONText) {
        self.key = key
        self.title = title.flatMap { $0.isEmpty ? nil : $0 }
        self.content = content
        self.metadata = metadata
    }
}

/// A document that was stored, and what that has changed.
package struct StoredDocument: Sendable {
    /// What became of what was there before.
    package enum Outcome: String, CaseIterable, Codable, Sendable {
        /// There was none with its key, or it has no key.
        case created
        /// The document with its key has changed.
        case updated
        /// The document with its key was the same already.
        case unchanged
    }

    /// The document as it is now, without its text.
    package let document: Document
    package let outcome: Outcome
}
