import Postgres
import Retrieval

/// Which document is meant.
package enum DocumentReference: Sendable {
    /// The one with this id.
    case id(Int32)
    /// The one with this key.
    case key(String)
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
