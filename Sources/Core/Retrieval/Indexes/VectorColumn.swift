import Postgres

/// A column of vectors: of the rows, or of their further passages.
struct VectorColumn: Sendable, Hashable {
    let table: QualifiedName
    let name: String

    /// The names that an index over it may have: while one serves, the next is built under the other.
    var indexNames: [String] {
        // PostgreSQL cuts longer names to 63 bytes.
        let name = "idx_\(table.name)_\(name)".limited(toBytes: 61)
        return [name, "\(name)_2"]
    }
}

extension String {
    fileprivate func limited(toBytes limit: Int) -> String {
        var text = self
        while text.utf8.count > limit { text.unicodeScalars.removeLast() }
        return text
    }
}

extension EmbeddedTable {
    /// The columns of vectors that the database at hand has.
    var vectorColumns: [VectorColumn] {
        let rows = VectorColumn(table: name, name: embedding)
        guard !missing.contains(passages.name.name) else { return [rows] }
        return [rows, VectorColumn(table: passages.name, name: passages.embedding)]
    }
}
