/// Passages of sources, numbered for citation, within a budget of tokens.
struct PackedContext: Sendable {
    /// A passage with its number.
    struct Item: Sendable {
        let number: Int
        let passage: SourcePassage
        let name: SourceName
        /// Its text, as it is in the source.
        let text: String
        let tokens: Int
    }

    /// A passage that is not in it.
    struct Omitted: Sendable {
        let passage: SourcePassage
        let name: SourceName?
        let reason: ContextPacking.Omission
    }

    let items: [Item]
    var leftOut: [Omitted]
    let marks: CitationMarks
    /// How many tokens its text has.
    let tokens: Int

    /// All of it as one text: each source is named once, and each passage has its mark.
    var text: String {
        var lines: [String] = []
        var source: Int32?
        for item in items {
            if source != item.passage.source {
                if source != nil { lines.append("") }
                lines.append(item.name.heading)
                source = item.passage.source
            }
            lines.append("\(marks[item.number]) \(item.text)")
        }
        return lines.joined(separator: "\n")
    }
}

extension SourceName {
    /// The line that names it: one line, whatever its title or key holds.
    var heading: String {
        let (title, place) = (title?.inOneLine, (uri ?? key)?.inOneLine)
        return switch (title, place) {
        case (let title?, let place?) where title != place: "# \(title) (\(place))"
        case (let name?, _), (nil, let name?): "# \(name)"
        case (nil, nil): "# source \(id)"
        }
    }
}

extension String {
    /// Its words with one space between them.
    fileprivate var inOneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
