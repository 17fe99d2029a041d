/// A phrase of time in a query: "last week", "in March 2024", "since Monday".
struct TimePhrase: Sendable, Hashable {
    /// From its first second to before its last, in seconds since 1970 in UTC; an end that the phrase leaves open is
    /// that of ``farthest``.
    var range: Range<Int64>
    /// As in the query.
    var phrase: String
    /// The query without it.
    var rest: String

    /// What is before or after all times that can be meant: the years 0 to 9999.
    static let farthest: Range<Int64> = Instants.farthest

    /// Finds the first phrase of time; nil where there is none that is sure.
    ///
    /// Times that may lie in the past or in the future are those of the past: "in March" is this year's or the last
    /// one's. Weeks begin on Monday.
    ///
    /// - Parameters:
    ///   - now: Seconds since 1970 in UTC.
    ///   - offset: Seconds by which the asker's clock is ahead of UTC.
    static func find(in query: String, now: Int64, offset: Int64 = 0) -> TimePhrase? {
        let words = TimeWord.words(of: query)
        let clock = Instants(now: now, offset: offset)
        for start in words.indices {
            let reader = TimePhraseReader(words: words, clock: clock)
            guard let found = reader.phrase(at: start), found.count > 0 else { continue }
            let range = clock.seconds(found.span)
            guard !range.isEmpty else { continue }
            let text = words[start].range.lowerBound..<words[start + found.count - 1].range.upperBound
            return TimePhrase(range: range, phrase: String(query[text]), rest: rest(of: query, without: text))
        }
        return nil
    }

    private static func rest(of query: String, without range: Range<String.Index>) -> String {
        var before = query[..<range.lowerBound]
        var after = query[range.upperBound...]
        while let last = before.last, last.isWhitespace || last == "," { before.removeLast() }
        while let first = after.first, first.isWhitespace || first == "," { after.removeFirst() }
        guard !before.isEmpty else { return String(after) }
        // A question keeps its mark.
        let joinsDirectly = after.isEmpty || after.first.map { ".?!;:)…".contains($0) } == true
        return before + (joinsDirectly ? "" : " ") + after
    }
}
