package import FoundationEssentials
import Postgres
import Retrieval

/// One document as a list shows it.
package struct ListedDocument: Sendable {
    /// Its id.
    package let id: Int32
    /// Its title.
    package let title: String?
    /// The size of its text in bytes.
    package let size: Int
    /// When it was last changed; nil where no `Date` can say so.
    package let updatedAt: Date?
}

extension DocumentStore {
    /// The documents whose ids follow `id`, ordered by id; from the first one where that is nil.
    package func documents(after id: Int32?, limit: Int32) async throws -> [ListedDocument] {
        try await pool.query(
            """
            SELECT d.\(identifier: table.id)::pg_catalog.int4, \(fragment: table.title(of: "d")),
                coalesce(octet_length(d.\(identifier: table.content)), 0),
                \(fragment: .date(ofTimestamp: table.value(of: "updated_at", in: "d")))
            FROM \(identifier: table.name) AS d
            WHERE d.\(identifier: table.id) > \(id.map(Int64.init) ?? .min) ORDER BY 1 LIMIT \(limit)
            """
        ).map { row in
            let (id, title, size, updatedAt) = try row.decode((Int32, String?, Int32, Date?).self)
            return ListedDocument(id: id, title: title, size: Int(size), updatedAt: updatedAt)
        }
    }

    /// The ids that begin with these digits, in order.
    package func ids(beginningWith digits: String, limit: Int32) async throws -> [Int32] {
        try await pool.query(
            """
            SELECT d.\(identifier: table.id)::pg_catalog.int4 FROM \(identifier: table.name) AS d
            WHERE starts_with(d.\(identifier: table.id)::text, \(digits)) ORDER BY 1 LIMIT \(limit)
            """
        ).map { try $0.decode(Int32.self) }
    }
}
