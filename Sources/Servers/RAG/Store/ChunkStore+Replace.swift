import Postgres
import Retrieval
import Text

/// A chunk of a document that is to be stored.
struct NewChunk: Sendable {
    let chunk: Chunk
    /// Its vector; nil where it is stored with the same text already, or is to be embedded later.
    var embedded: EmbeddedContent?
}

extension ChunkStore {
    /// What replacing the chunks of a document has changed.
    struct Replacement: Sendable, Hashable {
        /// How many were stored, stayed or moved with their vectors, and are gone.
        var added = 0
        var kept = 0
        var removed = 0
        /// How many wait for their vectors.
        var waiting = 0
    }

    /// Makes these the chunks of a document, in their order. Chunks whose text stays keep their ids and vectors, wherever
    /// they are now. The connection is in a transaction, and the document or its source is locked.
    func replace(
        _ document: Int32,
        by new: [NewChunk],
        metadata: JSONText,
        on connection: PostgresConnection
    ) async throws -> Replacement {
        var there = try await chunksByText(of: document, on: connection)
        var kept: [(id: Int64, place: Int)] = []
        var added: [Int] = []
        for (place, chunk) in new.enumerated() {
            let text = BytewiseString(chunk.chunk.text)
            if var same = there.removeValue(forKey: text) {
                kept.append((same.removeFirst(), place))
                if !same.isEmpty { there[text] = same }
            } else {
                added.append(place)
            }
        }
        let gone = there.values.flatMap(\.self)
        var statements: [SQL] = []
        if !gone.isEmpty { statements.append("DELETE FROM public.document_chunks WHERE id = ANY (\(gone))") }
        if !kept.isEmpty { statements.append(moving(kept, of: new, metadata)) }
        _ = try await connection.pipeline(statements)
        try await insert(added.map { ($0, new[$0]) }, into: document, metadata, on: connection)
        let waiting = try await connection.query(
            """
            SELECT count(*) FROM public.document_chunks
            WHERE document_id = \(document) AND embedded_length IS NULL
            """
        )[0].decode(Int64.self)
        return Replacement(added: added.count, kept: kept.count, removed: gone.count, waiting: Int(waiting))
    }

    /// The ids of the chunks of a document by their texts, in the order of the document.
    private func chunksByText(
        of document: Int32,
        on connection: PostgresConnection
    ) async throws -> [BytewiseString: [Int64]] {
        let rows = try await connection.query(
            "SELECT content, id FROM public.document_chunks WHERE document_id = \(document) ORDER BY ordinal"
        ).map { try $0.decode((String, Int64).self) }.map { (BytewiseString($0), $1) }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }

    private func moving(_ kept: [(id: Int64, place: Int)], of new: [NewChunk], _ metadata: JSONText) -> SQL {
        let chunks = kept.map { new[$0.place].chunk }
        return """
            UPDATE public.document_chunks AS c SET ordinal = given.ordinal, char_start = given.char_start,
                char_end = given.char_end, space_before = given.space_before, parent_start = given.parent_start, parent_end = given.parent_end,
                headings = given.headings, page = given.page, tokens = given.tokens, metadata = \(metadata)
            FROM unnest(\(kept.map(\.id)), \(kept.map { Int32($0.place) }), \(chunks.map(\.range.lowerBound)),
                \(chunks.map(\.range.upperBound)), \(chunks.map(\.spaceBefore)), \(chunks.map(\.parent.lowerBound)),
                \(chunks.map(\.parent.upperBound)), \(chunks.map { JSONText(strings: $0.headings) }), \(chunks.map(\.page)), \(chunks.map(\.tokens)))
                AS given (id, ordinal, char_start, char_end, space_before, parent_start, parent_end, headings, page, tokens)
            WHERE c.id = given.id AND (c.ordinal, c.char_start, c.char_end, c.space_before, c.parent_start, c.parent_end,
                c.headings, c.page, c.tokens, c.metadata) IS DISTINCT FROM (given.ordinal, given.char_start, given.char_end,
                given.space_before, given.parent_start, given.parent_end, given.headings, given.page, given.tokens, \(metadata))
            """
    }

    private func insert(
        _ added: [(place: Int, new: NewChunk)],
        into document: Int32,
        _ metadata: JSONText,
        on connection: PostgresConnection
    ) async throws {
        guard !added.isEmpty else { return }
        let chunks = added.map(\.new.chunk)
        let rows = try await connection.query(
            texts.insertion(
                into: [
                    "document_id", "ordinal", "content", "char_start", "char_end", "header_length", "space_before",
                    "parent_start", "parent_end", "headings", "page", "tokens", "metadata",
                ],
                values: [
                    "\(chunks.map { _ in document })", "\(added.map { Int32($0.place) })", "\(chunks.map(\.text))",
                    "\(chunks.map(\.range.lowerBound))", "\(chunks.map(\.range.upperBound))",
                    "\(chunks.map(\.headerLength))", "\(chunks.map(\.spaceBefore))",
                    "\(chunks.map(\.parent.lowerBound))", "\(chunks.map(\.parent.upperBound))",
                    "\(chunks.map { JSONText(strings: $0.headings) })", "\(chunks.map(\.page))",
                    "\(chunks.map(\.tokens))", "\(chunks.map { _ in metadata })",
                ],
                embedded: added.map(\.new.embedded),
                returning: ["id"],
                as: "id"
            )
        ).map { try $0.decode(Int64.self) }
        let passages = texts.insertingPassages(of: zip(rows, added).map { ($0, $1.new.embedded) })
        if let passages { try await connection.execute(passages) }
    }
}
