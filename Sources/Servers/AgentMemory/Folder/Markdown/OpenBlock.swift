/// A block of a Markdown text that goes on, blank lines or not, until something closes it: fenced code, a comment, or
/// HTML that is taken as it is.
enum OpenBlock: Sendable, Hashable {
    case fence(mark: Character, count: Int)
    /// Closed by a line that holds one of these, in lower case.
    case html(ends: [String])

    init?(openedBy line: String) {
        guard let rest = line.unindented, let first = rest.first else { return nil }
        switch first {
        case "`", "~":
            let count = rest.prefix { $0 == first }.count
            // Backquotes after it make it code inside a line.
            guard count >= 3, first == "~" || !rest.dropFirst(count).contains("`") else { return nil }
            self = .fence(mark: first, count: count)
        case "<":
            guard let ends = Self.ends(ofHTML: rest.prefix(16).lowercased()) else { return nil }
            self = .html(ends: ends)
        default: return nil
        }
    }

    private static func ends(ofHTML start: String) -> [String]? {
        if start.hasPrefix("<!--") { return ["-->"] }
        if start.hasPrefix("<?") { return ["?>"] }
        if start.hasPrefix("<![cdata[") { return ["]]>"] }
        for name in ["script", "pre", "style", "textarea"] where start.hasPrefix("<\(name)") {
            let next = start.dropFirst(name.count + 1).first
            if next == nil || next == " " || next == "\t" || next == ">" {
                return ["</script>", "</pre>", "</style>", "</textarea>"]
            }
        }
        return nil
    }

    func isClosed(by line: String) -> Bool {
        switch self {
        case .fence(let mark, let count):
            guard let rest = line.unindented else { return false }
            let marks = rest.prefix { $0 == mark }
            return marks.count >= count && rest[marks.endIndex...].trimmed.isEmpty
        case .html(let ends):
            let line = line.lowercased()
            return ends.contains { line.contains($0) }
        }
    }

    /// Whether the line that opens it closes it, too.
    func isClosedByItsFirstLine(_ line: String) -> Bool {
        guard case .html(let ends) = self else { return false }
        // The marks of `<!-->` do not close what they open.
        return ends == ["-->"] ? line.trimmed.dropFirst(4).contains("-->") : isClosed(by: line)
    }
}
