import Postgres
package import Retrieval

extension EmbeddedTable {
    /// The collection `documents`.
    package static let documents = documents(
        in: QualifiedName("documents"),
        passages: QualifiedName("document_passages"),
        keywords: KeywordIndex(prefix: "document"),
        formerModel: "all-MiniLM-L6-v2"
    )

    /// A table of documents.
    static func documents(
        in name: QualifiedName,
        passages: QualifiedName,
        keywords: KeywordIndex,
        formerModel: String? = nil
    ) -> EmbeddedTable {
        var table = EmbeddedTable(name, passages: Passages(passages, text: "document_id"))
        table.key = "key"
        table.title = "title"
        table.keywords = keywords
        table.filterColumns = [
            FilterColumn("id", .integer), FilterColumn("key", .text), FilterColumn("title", .text),
            FilterColumn("created_at", .time), FilterColumn("updated_at", .time),
        ]
        table.formerModel = formerModel
        return table
    }
}
