import Postgres

/// Characters that were read of the present text of a source.
struct SourceQuote: Sendable {
    let document: Int32
    /// The chunk that they were found in.
    let chunk: Int64
    /// Where they are in the text of the source.
    let range: Range<Int32>
    let text: String
}

extension SourceStore {
    /// Whether quotes are still what their documents have at these places, in the order given. Where the chunk of one is
    /// still there, in a document whose chunks are those of its text, the document is not read, however long it is.
    func areCurrent(_ quotes: [SourceQuote]) async throws -> [Bool] {
        guard !quotes.isEmpty else { return [] }
        return try await pool.query(
            """
            SELECT CASE WHEN s.is_chunked AND part.first >= c.char_start AND part.last <= c.char_end
                    AND substr(c.content, c.header_length + 1 + part.first - c.char_start, part.last - part.first)
                        = part.quote THEN true
                ELSE coalesce(substr(d.content, part.first + 1, part.last - part.first) = part.quote, false) END
            FROM unnest(\(quotes.map(\.document)), \(quotes.map(\.chunk)), \(quotes.map(\.range.lowerBound)),
                \(quotes.map(\.range.upperBound)), \(quotes.map(\.text)))
                WITH ORDINALITY AS part (id, chunk, first, last, quote, place)
            LEFT JOIN public.documents AS d ON d.id = part.id
            LEFT JOIN public.document_sources AS s ON s.document_id = part.id
            LEFT JOIN public.document_chunks AS c ON c.id = part.chunk AND c.document_id = part.id
            ORDER BY part.place
            """
        ).map { try $0.decode(Bool.self) }
    }
}
