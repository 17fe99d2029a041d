import Postgres
package import Retrieval

extension EmbeddedTable {
    /// The collection `documents`.
    package static let documents: EmbeddedTable = {
        var table = EmbeddedTable(
            QualifiedName("documents"),
            passages: Passages(QualifiedName("document_passages"), text: "document_id")
        )
        table.key = "key"
        table.title = "title"
        table.keywords = KeywordIndex(prefix: "document")
        table.filterColumns = [
            FilterColumn("id", .integer), FilterColumn("key", .text), FilterColumn("title", .text),
            FilterColumn("created_at", .time), FilterColumn("updated_at", .time),
        ]
        table.formerModel = "all-MiniLM-L6-v2"
        return table
    }()
}
