/// Reads a phrase of time that starts at a word.
struct TimePhraseReader {
    /// What a phrase means, and how many words it has.
    struct Found: Sendable, Hashable {
        var span: Instants.Span
        var count: Int
    }

    let words: [TimeWord]
    let clock: Instants

    /// The word at a place, where no end of a phrase is between it and the start.
    private func word(_ index: Int, from start: Int) -> String {
        guard words.indices.contains(index), !words[start..<index].contains(where: \.endsPhrase) else { return "" }
        return words[index].plain
    }

    func phrase(at start: Int) -> Found? {
        let second = word(start + 1, from: start)
        switch words[start].plain {
        case "in", "during", "within", "over", "for", "from", "of", "on", "at", "the":
            return afterPreposition(start)
        case "since":
            return point(start + 1, from: start).map { found in
                Found(span: Instants.Span(start: found.span.start, end: nil), count: found.count + 1)
            }
        case "after":
            return point(start + 1, from: start).map { found in
                Found(span: Instants.Span(start: found.span.end, end: nil), count: found.count + 1)
            }
        case "before":
            return point(start + 1, from: start).map { found in
                Found(span: Instants.Span(start: nil, end: found.span.start), count: found.count + 1)
            }
        case "until", "till", "by":
            return point(start + 1, from: start).map { found in
                Found(span: Instants.Span(start: nil, end: found.span.end), count: found.count + 1)
            }
        case "between":
            return between(start, joinedBy: "and")
        case "past", "last", "previous", "this", "next":
            return second.isEmpty ? nil : plain(start)
        default:
            return plain(start)
        }
    }

    /// "in March", "on Monday", "in the last 3 days", "from March to May".
    private func afterPreposition(_ start: Int) -> Found? {
        if words[start].plain == "from", let range = between(start, joinedBy: "to") ?? between(start, joinedBy: "until")
        {
            return range
        }
        let skipped = word(start + 1, from: start) == "the" ? 2 : 1
        guard words.indices.contains(start + skipped), !word(start + skipped, from: start).isEmpty else { return nil }
        let isSure = ["in", "during", "from", "of", "for"].contains(words[start].plain)
        guard var found = plain(start + skipped, isSure: isSure && skipped == 1) else { return nil }
        // "the" alone starts no phrase that could not stand without it, except "the last 3 days".
        if words[start].plain == "the",
            !["last", "past", "previous", "day", "week", "month", "year"].contains(word(start + 1, from: start)),
            TimeNames.day(word(start + 1, from: start)) == nil
        {
            return nil
        }
        // "of yesterday" and "for last week" give up their preposition too.
        found.count += skipped
        return found
    }

    /// A phrase after "since" and the like, where months need no other sign.
    private func point(_ index: Int, from start: Int) -> Found? {
        guard !word(index, from: start).isEmpty else { return nil }
        let skipped = word(index, from: start) == "the" ? 1 : 0
        guard words.indices.contains(index + skipped) else { return nil }
        return plain(index + skipped, isSure: true).map { Found(span: $0.span, count: $0.count + skipped) }
    }

    private func between(_ start: Int, joinedBy joint: String) -> Found? {
        guard let first = point(start + 1, from: start) else { return nil }
        let middle = start + 1 + first.count
        guard word(middle, from: start) == joint, var second = point(middle + 1, from: start) else { return nil }
        guard var from = first.span.start, let end = second.span.end else { return nil }
        // "between October and February", said in summer, begins in the year before.
        if from >= end, CivilSpans.isMonth(word(start + 1, from: start)), first.count == 1 {
            from = CivilDate(daysSinceEpoch: from / 86_400).adding(months: -12).daysSinceEpoch * 86_400
        } else if from >= end {
            return nil
        }
        second.span = Instants.Span(start: from, end: end)
        return Found(span: second.span, count: second.count + first.count + 2)
    }

    /// - Parameter isSure: Whether the word before shows that a month's or a year's name is one.
    private func plain(_ start: Int, isSure: Bool = false) -> Found? {
        let spans = CivilSpans(
            words: words[start...].prefix(8).map(\.plain),
            ends: words[start...].prefix(8).map(\.endsPhrase),
            isCapitalised: words[start].isCapitalised && start > 0,
            clock: clock
        )
        return spans.relative() ?? spans.counted() ?? spans.date(isSure: isSure)
    }
}
