import Postgres
import Retrieval

/// A source as it is stored: a document, where it comes from, and how it is cut.
struct SourceRow: Sendable {
    let id: Int32
    let key: String?
    let title: String?
    let uri: String?
    let mediaType: String?
    let structure: TextStructure?
    /// How many characters its text has.
    let length: Int32
    let metadata: JSONText?
    /// How often its text has changed, and since when it is what it is.
    let version: Int32
    let validFrom: String?
    let createdAt: String?
    let updatedAt: String?
    /// How many chunks it has; 0 until it is cut.
    let chunks: Int32
    /// How many of them wait for their vectors.
    let waiting: Int32

    /// What ``init(_:)`` reads of a document `d` and its source `s`.
    static let columns: SQL = """
        d.id, d.key, d.title, s.uri, s.media_type, s.structure, coalesce(char_length(d.content), 0), d.metadata, s.version,
        \(fragment: .text(ofTimestamp: "s.valid_from")), \(fragment: .text(ofTimestamp: "d.created_at")),
        \(fragment: .text(ofTimestamp: "d.updated_at")),
        (SELECT count(*) FROM public.document_chunks AS c WHERE c.document_id = d.id)::integer,
        (SELECT count(*) FROM public.document_chunks AS c WHERE c.document_id = d.id AND c.embedded_length IS NULL)::integer
        """

    static let tables: SQL = "public.documents AS d JOIN public.document_sources AS s ON s.document_id = d.id"

    init(_ row: PostgresRow) throws {
        let structure: String?
        (
            id, key, title, uri, mediaType, structure, length, metadata, version, validFrom, createdAt, updatedAt,
            chunks, waiting
        ) = try row.decode(
            (
                Int32, String?, String?, String?, String?, String?, Int32, JSONText?, Int32, String?, String?, String?,
                Int32, Int32
            ).self
        )
        self.structure = structure.flatMap(TextStructure.init)
    }
}
