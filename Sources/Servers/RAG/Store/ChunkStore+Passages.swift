import Postgres

extension ChunkStore {
    /// The chunks that hold characters of passages, of each in the order of its text.
    ///
    /// - Parameter passages: Where each is, and of which text.
    func chunks(in passages: [SourcePassage]) async throws -> [[ChunkRow]] {
        var chunks = [[ChunkRow]](repeating: [], count: passages.count)
        for isFormer in [false, true] {
            let places = passages.indices.filter { (passages[$0].version != nil) == isFormer }
            guard !places.isEmpty else { continue }
            let given = places.map { passages[$0] }
            let isSame: SQL =
                isFormer ? "c.document_id = part.id AND c.version = part.version" : "c.document_id = part.id"
            let rows = try await pool.query(
                """
                SELECT DISTINCT \(fragment: ChunkRow.columns(isFormer: isFormer))
                FROM unnest(\(given.map(\.source)), \(given.map { $0.version ?? 0 }), \(given.map(\.range.lowerBound)),
                    \(given.map(\.range.upperBound))) AS part (id, version, first, last)
                JOIN \(fragment: Self.table(isFormer: isFormer)) AS c ON \(fragment: isSame)
                    AND c.char_start < part.last AND c.char_end > part.first
                ORDER BY c.ordinal
                """
            ).map(ChunkRow.init)
            for (place, passage) in zip(places, given) {
                chunks[place] = rows.filter {
                    $0.document == passage.source && $0.version == passage.version && $0.range.overlaps(passage.range)
                }
            }
        }
        return chunks
    }
}
