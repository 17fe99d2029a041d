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
            SELECT id, title, coalesce(octet_length(content), 0), \(fragment: .date(ofTimestamp: "updated_at::pg_catalog.timestamptz"))
            FROM \(identifier: table.name)
            WHERE id > \(id.map(Int64.init) ?? .min) ORDER BY id LIMIT \(limit)
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
            SELECT id FROM \(identifier: table.name) WHERE starts_with(id::text, \(digits)) ORDER BY id LIMIT \(limit)
            """
        ).map { try $0.decode(Int32.self) }
    }
}
