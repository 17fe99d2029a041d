package import Postgres

/// One stored document of a collection.
package struct Document: Sendable {
    /// The id, which the database assigns.
    package let id: Int32
    /// The caller's own name for it, if it has one.
    package let key: String?
    /// A short name for people.
    package let title: String?
    /// The requested part of the text; nil where none was requested, or another program stored no text.
    package let content: String?
    /// How many characters (Unicode scalars) the whole text has.
    package let contentLength: Int32
    /// The JSON value stored with the document: an object, unless another program stored it.
    package let metadata: JSONText?
    /// The model that made its vectors; nil until it is embedded.
    package let embeddingModel: String?
    /// How many passages are embedded: 1 for a text that fits the model's window, 0 until it is embedded.
    package let passages: Int32
    /// When it was added, as ``SQL/text(ofTimestamp:)`` writes it; nil only where another program left that out.
    package let createdAt: String?
    /// When its title, content or metadata last changed.
    package let updatedAt: String?
}

/// A change to a document; parts that are nil stay unchanged.
package struct DocumentChange: Sendable {
    /// The new title; empty removes the title.
    package var title: String?
    /// The new text, which is embedded again.
    package var content: String?
    /// The new metadata, in place of the old.
    package var metadata: JSONText?
    /// The version to change, which is its ``Document/updatedAt``; nil for any version.
    package var expectedVersion: String?

    /// A change of the parts given.
    package init(
        title: String? = nil,
        content: String? = nil,
        metadata: JSONText? = nil,
        expectedVersion: String? = nil
    ) {
        self.title = title
        self.content = content
        self.metadata = metadata
        self.expectedVersion = expectedVersion
    }
}

/// The document no longer has the version that was to be changed; nothing was done.
package struct DocumentVersionConflict: Error {}
