public import FoundationEssentials
public import Postgres

/// One document of a collection, as it is stored.
public struct Document: Sendable {
    /// Given by the database.
    public let id: Int32
    /// A short name for people.
    public let title: String?
    /// The part of the text that was asked for; nil where none was, or another program stored none.
    public let content: String?
    /// How many characters (Unicode scalars) the whole text has.
    public let contentLength: Int32
    /// The JSON object kept with the document.
    public let metadata: JSONText?
    /// Which model made its vectors; nil until it is embedded.
    public let embeddingModel: String?
    /// How many passages are embedded: 1 for a text that fits the model's window, 0 until it is embedded.
    public let passages: Int32
    /// When it was added; nil only where another program left that out.
    public let createdAt: Date?
    /// When its title, content or metadata last changed.
    public let updatedAt: Date?
}

/// A change of a document; what is nil stays as it is.
public struct DocumentChange: Sendable {
    /// The new title; empty removes the title.
    public var title: String?
    /// The new text, which is embedded anew.
    public var content: String?
    /// The new metadata, in place of the old.
    public var metadata: JSONText?

    /// A change of the parts given.
    public init(title: String? = nil, content: String? = nil, metadata: JSONText? = nil) {
        self.title = title
        self.content = content
        self.metadata = metadata
    }
}
