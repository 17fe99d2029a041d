import Postgres

extension SourceStore {
    /// Whether quotes are still what their documents have at these places, in the order given. Where the chunks of a document
    /// are those of its text, so are quotes of them, and however long it is, it is not read.
    func areCurrent(_ quotes: [(document: Int32, range: Range<Int32>, text: String)]) async throws -> [Bool] {
        guard !quotes.isEmpty else { return [] }
        return try await pool.query(
            """
            SELECT CASE WHEN s.is_chunked THEN true
                ELSE coalesce(substr(d.content, part.first + 1, part.last - part.first) = part.quote, false) END
            FROM unnest(\(quotes.map(\.document)), \(quotes.map(\.range.lowerBound)),
                \(quotes.map(\.range.upperBound)), \(quotes.map(\.text)))
                WITH ORDINALITY AS part (id, first, last, quote, place)
            LEFT JOIN public.documents AS d ON d.id = part.id
            LEFT JOIN public.document_sources AS s ON s.document_id = part.id ORDER BY part.place
            """
        ).map { try $0.decode(Bool.self) }
    }
}
