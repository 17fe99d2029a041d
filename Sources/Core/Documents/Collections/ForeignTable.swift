package import Postgres
import Retrieval

/// A table of another program that can be searched as a collection: which of its columns are what.
package struct ForeignTable: Sendable {
    /// Its name.
    package var name: QualifiedName
    /// `integer`, or `bigint` with values that an `integer` can hold; each row has another one.
    package var id = "id"
    /// `text` or `varchar`.
    package var content = "content"
    /// `vector`.
    package var embedding = "embedding"
    /// `text` or `varchar`.
    package var title: String?
    /// `text` or `varchar`, each row another one.
    package var key: String?
    /// `jsonb`.
    package var metadata: String?
    /// A timestamp.
    package var createdAt: String?
    /// A timestamp.
    package var updatedAt: String?
    /// What rises with every change of a row: a timestamp or a number.
    package var changed: String?

    /// A table whose columns have the usual names.
    package init(_ name: QualifiedName) { self.name = name }

    /// Its columns in the registry.
    static let members = [
        "id", "content", "embedding", "title", "key", "metadata", "created_at", "updated_at", "changed",
    ]

    /// The columns, in the order of ``members``.
    var columns: [String?] { [id, content, embedding, title, key, metadata, createdAt, updatedAt, changed] }

    /// - Parameter columns: In the order of ``members``.
    init(_ name: QualifiedName, columns: [String?]) {
        self.name = name
        id = columns[0] ?? id
        content = columns[1] ?? content
        embedding = columns[2] ?? embedding
        (title, key, metadata) = (columns[3], columns[4], columns[5])
        (createdAt, updatedAt, changed) = (columns[6], columns[7], columns[8])
    }

    /// The types that a column may have, by its member.
    static let types: [String: [String]] = [
        "id": ["smallint", "integer", "bigint"], "content": texts, "embedding": ["vector"], "title": texts,
        "key": texts,
        "metadata": ["jsonb"], "created_at": times, "updated_at": times,
        "changed": times + ["smallint", "integer", "bigint", "numeric"],
    ]
    private static let texts = ["text", "character varying"]
    private static let times = ["timestamp with time zone", "timestamp without time zone"]

    /// How it is searched.
    /// - Parameter prefix: What the names of its keyword index begin with.
    func table(prefix: String, model: String?) -> EmbeddedTable {
        // No table and no column has an empty name, so what stands for none is missing.
        let none = ""
        var table = EmbeddedTable(name, passages: .init(QualifiedName(none), text: "document_id"))
        table.isReadOnly = true
        table.id = id
        table.content = content
        table.embedding = embedding
        table.title = title
        table.key = key ?? none
        table.metadata = metadata ?? none
        table.model = none
        table.embeddedLength = none
        table.lease = none
        table.fence = none
        table.keywords = KeywordIndex(prefix: prefix, isOfCopy: true)
        table.filterColumns = [
            FilterColumn("id", .integer, column: id), FilterColumn("key", .text, column: key ?? none),
            FilterColumn("title", .text, column: title ?? none),
            FilterColumn("created_at", .time, column: createdAt ?? none),
            FilterColumn("updated_at", .time, column: updatedAt ?? none),
        ]
        table.formerModel = model
        return table
    }
}
