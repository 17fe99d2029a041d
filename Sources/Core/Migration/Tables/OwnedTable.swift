package import Postgres

/// A table that the files of a set make, or adopt where an earlier program has left it with rows.
package struct OwnedTable: Sendable {
    /// A column and its type as PostgreSQL writes it, without the schema: `integer`, `vector(384)`.
    package struct Column: Sendable {
        let name: String
        let type: String

        /// A column of the table as the files leave it.
        package init(_ name: String, _ type: String) {
            self.name = name
            self.type = type
        }
    }

    /// The table.
    package let name: QualifiedName
    /// The columns that it must have for its rows to be adopted; a timestamp among them may still be without a time
    /// zone. Empty for a table that must not be there before the first file.
    package var adopted: [Column] = []
    /// The columns that the files add to those.
    package var added: [Column] = []
    /// The column that identifies a row, for a table that can be adopted.
    package var key = "id"
    /// The indexes of the table that the files make unless they are there, or make again.
    package var sharedIndexes: [String] = []
    /// The indexes that must not be there before the first file.
    package var newIndexes: [String] = []

    /// A table that must not be there before the first file.
    package init(_ name: QualifiedName) {
        self.name = name
    }

    var isAdoptable: Bool { !adopted.isEmpty }
}
