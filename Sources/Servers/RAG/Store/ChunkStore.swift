import Postgres
import Retrieval
import Text

/// The SQL of the chunks of documents.
struct ChunkStore: Sendable {
    /// Their vectors, their backlog, and search.
    let texts: EmbeddedTableStore
    var pool: PostgresPool { texts.pool }

    /// The chunks that there are of these, by their ids.
    func chunks(_ ids: [Int64]) async throws -> [Int64: ChunkRow] {
        guard !ids.isEmpty else { return [:] }
        let found = try await pool.query(
            "SELECT \(fragment: ChunkRow.columns) FROM public.document_chunks AS c WHERE c.id = ANY (\(ids))"
        ).map(ChunkRow.init)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
    }

    /// All chunks of a document, in order.
    func chunks(of document: Int32, from ordinal: Int32 = 0, limit: Int32 = .max) async throws -> [ChunkRow] {
        try await pool.query(
            """
            SELECT \(fragment: ChunkRow.columns) FROM public.document_chunks AS c
            WHERE c.document_id = \(document) AND c.ordinal >= \(ordinal) ORDER BY c.ordinal LIMIT \(limit)
            """
        ).map(ChunkRow.init)
    }

    /// The chunk of a document at a place of its text, or the next one; nil past its end.
    func chunk(of document: Int32, at place: Int32) async throws -> ChunkRow? {
        try await pool.query(
            """
            SELECT \(fragment: ChunkRow.columns) FROM public.document_chunks AS c
            WHERE c.document_id = \(document) AND c.char_end > \(place) ORDER BY c.ordinal LIMIT 1
            """
        ).first.map(ChunkRow.init)
    }

    /// Stretches of documents that are made of whole chunks, as their documents have them, in the order given; nil for one
    /// that is gone. However long a document is, no more of it is read.
    func texts(_ stretches: [(document: Int32, range: Range<Int32>)]) async throws -> [String?] {
        guard !stretches.isEmpty else { return [] }
        return try await pool.query(
            """
            SELECT (SELECT string_agg(CASE WHEN c.char_start > part.first THEN c.space_before ELSE '' END
                    || substr(c.content, c.header_length + 1), '' ORDER BY c.char_start)
                FROM public.document_chunks AS c WHERE c.document_id = part.id
                    AND c.char_start >= part.first AND c.char_start < part.last)
            FROM unnest(\(stretches.map(\.document)), \(stretches.map(\.range.lowerBound)),
                \(stretches.map(\.range.upperBound))) WITH ORDINALITY AS part (id, first, last, place)
            ORDER BY part.place
            """
        ).map { try $0.decode(String?.self) }
    }

    /// The texts of the chunks of documents that have their vectors.
    func embeddedTexts(of documents: [Int32]) async throws -> [Int32: Set<BytewiseString>] {
        guard !documents.isEmpty else { return [:] }
        let rows = try await pool.query(
            """
            SELECT document_id, content FROM public.document_chunks
            WHERE document_id = ANY (\(documents)) AND embedded_length IS NOT NULL
            """
        ).map { try $0.decode((Int32, String).self) }
        return Dictionary(grouping: rows, by: \.0).mapValues { Set($0.map { BytewiseString($0.1) }) }
    }
}

extension ChunkStore {
    /// The vectors of chunks as parts of their documents, as `DocumentStore.takeVectors(of:from:on:)` takes them.
    static let vectors: SQL = """
        SELECT document_id, ordinal, char_start, char_end, embedding, embedding_model FROM public.document_chunks
        """
}
