package import Postgres
package import Retrieval

/// All that is stored of a document, or that is to be stored as it was elsewhere.
package struct WholeDocument: Sendable {
    /// The id it has, or had; nil where the database is to assign one.
    package var id: Int32?
    /// The caller's own name for it.
    package var key: String?
    package var title: String?
    /// The text; nil only where another program has stored none.
    package var content: String?
    package var metadata: JSONText?
    /// As PostgreSQL reads a `timestamptz`; nil for now.
    package var createdAt: String?
    package var updatedAt: String?
    /// The passages of the text with their vectors, in its order; empty where it has none yet.
    package var passages: [EmbeddedPassage]
    /// The one vector that another program has made of the text, however long that is.
    package var vector: [Float]?

    package init(
        id: Int32? = nil,
        key: String? = nil,
        title: String? = nil,
        content: String?,
        metadata: JSONText?,
        createdAt: String? = nil,
        updatedAt: String? = nil,
        passages: [EmbeddedPassage] = [],
        vector: [Float]? = nil
    ) {
        self.id = id
        self.key = key
        self.title = title
        self.content = content
        self.metadata = metadata
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.passages = passages
        self.vector = vector
    }
}
