import Postgres

extension EmbeddedTable {
    /// The same rows with the columns and the passages in which the vectors of another model are gathered.
    var next: EmbeddedTable {
        var table = self
        table.embedding += "_next"
        table.model += "_next"
        table.embeddedLength += "_next"
        table.lease += "_next"
        table.fence += "_next"
        table.passages.name = QualifiedName(schema: passages.name.schema, passages.name.name + "_next")
        table.formerModel = nil
        return table
    }
}
