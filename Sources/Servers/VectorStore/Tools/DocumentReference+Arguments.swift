import Documents
import MCP

extension DocumentReference {
    /// The document that the arguments `id` and `key` name, of which a call gives one.
    init(id: Int32?, key: String?) throws(ToolError) {
        switch (id, key) {
        case (let id?, nil): self = .id(id)
        case (nil, let key?): self = .key(key)
        case (nil, nil): throw ToolError("Which document? Give its id or its key. Example: {\"id\":7}")
        case (_?, _?): throw ToolError("Give either id or key, not both: they may name different documents.")
        }
    }

    /// The longest key, in characters, so that it fits into an index however many bytes each takes.
    static let longestKey = 500

    /// In words that follow "with".
    var inWords: String {
        switch self {
        case .id(let id): "id \(id)"
        case .key(let key): "key \"\(key)\""
        }
    }
}

extension ToolError {
    static func noDocument(_ document: DocumentReference) -> ToolError {
        .notFound(
            "document",
            with: document.inWords,
            hint: "search_documents and list_documents return what is stored."
        )
    }
}
