import Postgres
import Retrieval

/// A text that a source had before.
struct VersionRow: Sendable {
    let version: Int32
    /// How many characters it has.
    let length: Int32
    let validFrom: String?
    let validTo: String?
}

extension SourceStore {
    /// The former texts of a source that are kept, the last first.
    func versions(of document: Int32) async throws -> [VersionRow] {
        try await pool.query(
            """
            SELECT v.version, v.length, \(fragment: .text(ofTimestamp: "v.valid_from")),
                \(fragment: .text(ofTimestamp: "v.valid_to"))
            FROM public.document_versions AS v WHERE v.document_id = \(document) ORDER BY v.version DESC LIMIT 100
            """
        ).map { row in
            let (version, length, from, to) = try row.decode((Int32, Int32, String?, String?).self)
            return VersionRow(version: version, length: length, validFrom: from, validTo: to)
        }
    }

    /// A part of a former text; nil where it is not kept.
    func text(of document: Int32, version: Int32, _ range: Range<Int32>) async throws -> String? {
        try await pool.query(
            """
            SELECT substr(content, \(range.lowerBound) + 1, \(Int32(range.count)))
            FROM public.document_versions WHERE document_id = \(document) AND version = \(version)
            """
        ).first?.decode(String.self)
    }

    /// Forgets the oldest former texts of documents that have more than are kept, with their chunks.
    func forgetVersions(of documents: [Int32], keeping most: Int32, on connection: PostgresConnection) async throws {
        try await connection.execute(
            """
            DELETE FROM public.document_versions AS v USING public.document_sources AS s
            WHERE s.document_id = v.document_id AND v.document_id = ANY (\(documents))
                AND v.version < s.version - \(most)
            """
        )
    }
}
