import Documents
import Postgres
import Text

/// Gathers documents into a batch of bounded size, whose keys and ids differ.
struct BatchBuilder {
    private static let mostDocuments = 200
    private static let mostBytes = 4 << 20

    private(set) var documents: [WholeDocument] = []
    private var keys: Set<BytewiseString> = []
    private var ids: Set<Int32> = []
    private var bytes = 0

    var isFull: Bool { documents.count >= Self.mostDocuments || bytes >= Self.mostBytes }

    /// Adds a document.
    ///
    /// - Returns: Whether it fits: not where another one has its key or its id, which must be stored before it.
    mutating func add(_ document: WholeDocument) -> Bool {
        let key = document.key.map { BytewiseString($0) }
        if let key, keys.contains(key) { return false }
        if let id = document.id, ids.contains(id) { return false }
        if let key { keys.insert(key) }
        if let id = document.id { ids.insert(id) }
        bytes += (document.content?.utf8.count ?? 0) + (document.metadata?.text.utf8.count ?? 0)
        documents.append(document)
        return true
    }
}
