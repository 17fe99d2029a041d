import Postgres

/// A column of vectors: of the rows, or of those of one remainder, or of their further passages.
struct VectorColumn: Sendable, Hashable {
    let table: QualifiedName
    let name: String
    /// The rows that are meant, by their scopes; nil for all.
    var remainder: ScopeRemainder?

    /// The names that an index over it may have: while one serves, the next is built under the other.
    var indexNames: [String] {
        // PostgreSQL cuts longer names to 63 bytes.
        let part = remainder.map { "_\($0.remainder)" } ?? ""
        let name = "idx_\(table.name)_\(name)".limited(toBytes: 61 - part.utf8.count) + part
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
        let all = VectorColumn(table: name, name: embedding)
        let rows =
            remainders.isEmpty
            ? [all] : remainders.map { VectorColumn(table: name, name: embedding, remainder: $0) }
        guard !missing.contains(passages.name.name) else { return rows }
        return rows + [VectorColumn(table: passages.name, name: passages.embedding)]
    }
}
