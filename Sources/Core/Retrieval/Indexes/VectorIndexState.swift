package import Postgres

/// An index over vectors as it stands in the database.
package struct VectorIndexState: Sendable, Hashable {
    /// Its name, its method and its precision.
    package let index: VectorIndex
    /// The table that it is on: that of the rows, or that of their further passages.
    package let table: QualifiedName
    /// Of the rows whose scopes leave this remainder; nil for all.
    var remainder: Int32?
    /// What it was built with; nil where that does not apply, or was left to pgvector.
    package let parameters: VectorIndexParameters
    /// Its size in bytes.
    package let bytes: Int64
    /// False while it is being built, or where that broke off.
    package let isValid: Bool
    /// Whether searches use it, where no finer index is there.
    package let serves: Bool
}

/// What an index over vectors is built with.
package struct VectorIndexParameters: Sendable, Hashable {
    package var m: Int32?
    package var efConstruction: Int32?
    package var lists: Int32?

    package init(m: Int32? = nil, efConstruction: Int32? = nil, lists: Int32? = nil) {
        self.m = m
        self.efConstruction = efConstruction
        self.lists = lists
    }
}
