import Postgres

/// The sentences around a passage, so that it can be understood where it begins or ends within a thought.
package struct PassageContext: Sendable, Hashable {
    /// What comes before it; empty at the beginning of the text.
    package let before: String
    /// What comes after it; empty at the end of the text.
    package let after: String

    /// At most this many characters on each side.
    static let length: Int32 = 240

    /// - Parameters:
    ///   - before: The characters before the passage; they begin anywhere, unless that is the start of the text.
    ///   - after: Those after it; they end anywhere, unless that is the end of the text.
    init(before: String, isStart: Bool, after: String, isEnd: Bool) {
        let ends = Self.sentenceEnds(in: before)
        let starts = Self.sentenceEnds(in: after)
        // A sentence that is longer than all of it is cut between words.
        let first = isStart ? before.startIndex : ends.first ?? before.firstIndex(of: " ") ?? before.startIndex
        let last = isEnd ? after.endIndex : starts.last ?? after.lastIndex(of: " ") ?? after.endIndex
        self.before = String(before[first...])
        self.after = String(after[..<last])
    }

    /// Where sentences and lines end: behind the white space that follows them, where more follows.
    private static func sentenceEnds(in text: String) -> [String.Index] {
        var ends: [String.Index] = []
        var hasEnded = false
        var isBetween = false
        for index in text.indices {
            let character = text[index]
            if character.isWhitespace {
                isBetween = isBetween || hasEnded || character.isNewline
                continue
            }
            if isBetween { ends.append(index) }
            isBetween = "。！？".contains(character)
            hasEnded = ".!?…".contains(character) || (hasEnded && "\"'”’)]".contains(character))
        }
        return ends
    }
}

extension EmbeddedTableStore {
    /// The sentences around the passages of hits, by the hits' ids. A hit whose passage is its whole text has none.
    package func contexts(of hits: [SearchHit]) async throws -> [Int64: PassageContext] {
        let parts = hits.compactMap { hit in hit.passage.map { (hit.id, $0) } }
        guard !parts.isEmpty else { return [:] }
        let content: SQL = "d.\(identifier: table.content)"
        let rows = try await pool.query(
            """
            SELECT part.id,
                substr(\(fragment: content), greatest(1, part.first - \(PassageContext.length) + 1),
                    least(part.first, \(PassageContext.length))),
                substr(\(fragment: content), part.last + 1, \(PassageContext.length)),
                part.first <= \(PassageContext.length),
                char_length(\(fragment: content)) <= part.last + \(PassageContext.length)
            FROM unnest(\(parts.map(\.0)), \(parts.map(\.1.lowerBound)), \(parts.map(\.1.upperBound)))
                AS part (id, first, last)
            JOIN \(identifier: table.name) AS d ON d.\(identifier: table.id) = part.id
            WHERE \(fragment: content) IS NOT NULL
            """
        )
        var contexts: [Int64: PassageContext] = [:]
        for row in rows {
            let (id, before, after, isStart, isEnd) = try row.decode((Int64, String, String, Bool, Bool).self)
            contexts[id] = PassageContext(before: before, isStart: isStart, after: after, isEnd: isEnd)
        }
        return contexts
    }
}
