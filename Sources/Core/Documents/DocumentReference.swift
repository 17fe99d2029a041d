import Postgres
package import Retrieval

/// Which document is meant.
package enum DocumentReference: Sendable {
    /// The one with this id.
    case id(Int32)
    /// The one with this key.
    case key(String)
}

extension DocumentReference {
    /// The longest key, in characters, so that it fits into an index however many bytes each takes.
    package static let longestKey = 500

    /// The document that the arguments `id` and `key` of a call name, of which it gives one.
    package init(id: Int32?, key: String?) throws(RetrievalError) {
        switch (id, key) {
        case (let id?, nil): self = .id(id)
        case (nil, let key?): self = .key(key)
        case (nil, nil):
            throw RetrievalError(.text, "Which document? Give its id or its key. Example: {\"id\":7}")
        case (_?, _?):
            throw RetrievalError(.text, "Give either id or key, not both: they may name different documents.")
        }
    }

    /// In words that follow "with".
    package var inWords: String {
        switch self {
        case .id(let id): "id \(id)"
        case .key(let key): "key \"\(key)\""
        }
    }
}

extension DocumentStore {
    /// The condition on the rows `d` that the document is met by.
    func condition(_ reference: DocumentReference) -> SQL {
        switch reference {
        case .id(let id): "d.\(identifier: table.id) = \(id)"
        case .key(let key): "\(fragment: texts.table.key(of: "d")) = \(key)"
        }
    }
}
