import Postgres
import Retrieval
import Text

/// The SQL of the chunks of documents.
struct ChunkStore: Sendable {
    /// Their vectors, their backlog, and search.
    let texts: EmbeddedTableStore
    var pool: PostgresPool { texts.pool }

    /// The chunks that there are of these, by their ids.
    ///
    /// - Parameter isFormer: Whether they are chunks of former texts.
    func chunks(_ ids: [Int64], isFormer: Bool = false) async throws -> [Int64: ChunkRow] {
        guard !ids.isEmpty else { return [:] }
        let found = try await pool.query(
            """
            SELECT \(fragment: ChunkRow.columns(isFormer: isFormer)) FROM \(fragment: Self.table(isFormer: isFormer)) AS c
            WHERE c.id = ANY (\(ids))
            """
        ).map(ChunkRow.init)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
    }

    /// All chunks of a document, in order.
    func chunks(of document: Int32, from ordinal: Int32 = 0, limit: Int32 = .max) async throws -> [ChunkRow] {
        try await pool.query(
            """
            SELECT \(fragment: ChunkRow.columns(isFormer: false)) FROM public.document_chunks AS c
            WHERE c.document_id = \(document) AND c.ordinal >= \(ordinal) ORDER BY c.ordinal LIMIT \(limit)
            """
        ).map(ChunkRow.init)
    }

    /// The chunk of a document at a place of its text, or the next one; nil past its end.
    func chunk(of document: Int32, at place: Int32) async throws -> ChunkRow? {
        try await pool.query(
            """
            SELECT \(fragment: ChunkRow.columns(isFormer: false)) FROM public.document_chunks AS c
            WHERE c.document_id = \(document) AND c.char_end > \(place) ORDER BY c.ordinal LIMIT 1
            """
        ).first.map(ChunkRow.init)
    }

    static func table(isFormer: Bool) -> SQL {
        isFormer ? "public.document_version_chunks" : "public.document_chunks"
    }

    /// The texts of passages, as their documents have them, or had them; nil for one that is gone. However long a document
    /// is, no more of it is read.
    func texts(of passages: [SourcePassage]) async throws -> [String?] {
        var texts = [String?](repeating: nil, count: passages.count)
        for isFormer in [false, true] {
            let places = passages.indices.filter { (passages[$0].version != nil) == isFormer }
            let found = try await self.texts(of: places.map { passages[$0] }, isFormer: isFormer)
            for (place, text) in zip(places, found) { texts[place] = text }
        }
        return texts
    }

    private func texts(of passages: [SourcePassage], isFormer: Bool) async throws -> [String?] {
        guard !passages.isEmpty else { return [] }
        let isSame: SQL = isFormer ? "c.document_id = part.id AND c.version = part.version" : "c.document_id = part.id"
        return try await pool.query(
            """
            SELECT (SELECT string_agg(CASE WHEN c.char_start > part.first THEN c.space_before ELSE '' END
                    || substr(c.content, c.header_length + 1), '' ORDER BY c.char_start)
                FROM \(fragment: Self.table(isFormer: isFormer)) AS c WHERE \(fragment: isSame)
                    AND c.char_start >= part.first AND c.char_start < part.last)
            FROM unnest(\(passages.map(\.source)), \(passages.map { $0.version ?? 0 }),
                \(passages.map(\.range.lowerBound)), \(passages.map(\.range.upperBound)))
                WITH ORDINALITY AS part (id, version, first, last, place)
            ORDER BY part.place
            """
        ).map { try $0.decode(String?.self) }
    }

    /// The vectors of chunks, in their order; empty for one that has none.
    func vectors(of chunks: [ChunkRow]) async throws -> [[Float]] {
        var vectors = [[Float]](repeating: [], count: chunks.count)
        for isFormer in [false, true] {
            let places = chunks.indices.filter { (chunks[$0].version != nil) == isFormer }
            guard !places.isEmpty else { continue }
            let rows = try await pool.query(
                """
                SELECT id, embedding FROM \(fragment: Self.table(isFormer: isFormer))
                WHERE id = ANY (\(places.map { chunks[$0].id })) AND embedding IS NOT NULL
                """
            ).map { try $0.decode((Int64, Vector).self) }
            let byID = Dictionary(rows.map { ($0.0, $0.1.elements) }) { first, _ in first }
            for place in places { vectors[place] = byID[chunks[place].id] ?? [] }
        }
        return vectors
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
