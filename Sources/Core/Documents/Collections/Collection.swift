import Postgres
package import Retrieval

/// A collection of documents, as the database knows it.
package struct Collection: Sendable, Hashable {
    /// The collection that is there from the start.
    package static let defaultName = "documents"

    /// Its name.
    package let name: String
    /// Tells it from an earlier collection of the same name.
    let id: Int64
    /// Its documents.
    package let table: EmbeddedTable
    /// The model that it was made for; nil for that of whoever writes to it first.
    package let model: String?
    /// How much of the score of a hybrid search is by meaning, 0 to 1.
    package var hybridWeight: Double { table.hybridWeight }
    /// When it was made; nil for the collection `documents` of a database that was not migrated.
    package let createdAt: String?

    /// The collection `documents` of a database that was not migrated.
    static let unregistered = Collection(
        name: defaultName,
        id: 0,
        table: .documents,
        model: nil,
        createdAt: nil
    )
}

/// What a collection is made with.
package struct NewCollection: Sendable {
    package var name: String
    /// The model that makes the vectors, by its id.
    package var model: String
    package var dimensions: Int32
    /// A text search configuration of the database, such as `english` or `simple`.
    package var language = "english"
    /// Whether an HNSW index over the vectors is made with it.
    package var isIndexed = true
    /// What the indexes over its vectors order them by.
    package var distance = VectorDistance.cosine
    package var hybridWeight = 0.5

    /// How the names of a collection's further tables end, and so no collection's name.
    private static let tableSuffixes = [
        "_passages", "_passages_next", "_postings", "_posting_blocks", "_keyword_backlog", "_texts",
    ]

    /// Whether a collection may have this name, with which those of its tables begin: up to 36 lower-case letters, digits,
    /// - and _.
    package static func isName(_ text: String) -> Bool {
        let others = "_-".utf8
        let isLetterOrDigit = { (byte: UInt8) in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard !tableSuffixes.contains(where: text.hasSuffix) else { return false }
        return text.utf8.first.map(isLetterOrDigit) == true && text.utf8.count <= 36
            && text.utf8.allSatisfy { isLetterOrDigit($0) || others.contains($0) }
    }

    package init(name: String, model: String, dimensions: Int32) {
        self.name = name
        self.model = model
        self.dimensions = dimensions
    }
}
