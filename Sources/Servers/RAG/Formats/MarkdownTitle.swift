/// The title that a Markdown text gives itself.
enum MarkdownTitle {
    /// The title of its front matter, else its first heading; nil where it has neither.
    static func find(in text: String) -> String? {
        var previous: Substring = ""
        var fence: Substring?
        var (isFirst, isFrontMatter) = (true, false)
        for line in Lines(text) {
            defer { (isFirst, previous) = (false, line) }
            if isFirst, line == "---" { isFrontMatter = true; continue }
            if isFrontMatter {
                if line == "---" || line == "..." { isFrontMatter = false }
                if line.hasPrefix("title:"), let title = unquoted(line.dropFirst(6)) { return title }
                continue
            }
            let content = line.drop { $0 == " " }
            if let open = fence {
                if content.hasPrefix(open), content.allSatisfy({ $0 == open.first || $0.isWhitespace }) { fence = nil }
                continue
            }
            if content.hasPrefix("```") || content.hasPrefix("~~~") {
                fence = content.prefix { $0 == content.first }
                continue
            }
            if let title = heading(content) ?? underlined(previous, by: content) { return title }
        }
        return nil
    }

    /// `# A heading`, of any level.
    private static func heading(_ line: Substring) -> String? {
        let marks = line.prefix { $0 == "#" }.count
        guard (1...6).contains(marks), line.dropFirst(marks).first?.isWhitespace == true else { return nil }
        var content = line.dropFirst(marks)
        while content.last?.isWhitespace == true { content = content.dropLast() }
        let open = content.dropLast(content.reversed().prefix { $0 == "#" }.count)
        return plain(open.last?.isWhitespace == true ? open : content)
    }

    /// A heading that a line of `=` or `-` follows.
    private static func underlined(_ line: Substring, by next: Substring) -> String? {
        guard let mark = next.first, mark == "=" || mark == "-", next.count >= 2 else { return nil }
        guard next.allSatisfy({ $0 == mark || $0 == " " }), let first = line.first else { return nil }
        // A table, list or quotation is none.
        return ["|", ">", "-", "*", "+"].contains(first) ? nil : plain(line)
    }

    /// Without emphasis, code marks and escapes.
    private static func plain(_ heading: Substring) -> String? {
        Title.cleaned(heading.filter { !["*", "`", "\\"].contains($0) })
    }

    private static func unquoted(_ value: Substring) -> String? {
        guard var words = Title.cleaned(value)?[...] else { return nil }
        if let mark = words.first, mark == "\"" || mark == "'", words.count >= 2, words.last == mark {
            words = words.dropFirst().dropLast()
        }
        return Title.cleaned(words)
    }

    /// The lines of a text one by one, so that a title at the top of a large text costs nothing.
    private struct Lines: Sequence, IteratorProtocol {
        private var rest: Substring.UTF8View?

        init(_ text: String) { rest = text[...].utf8 }

        mutating func next() -> Substring? {
            guard let bytes = rest else { return nil }
            guard let end = bytes.firstIndex(of: 0x0A) else {
                rest = nil
                return Substring(bytes)
            }
            rest = bytes[bytes.index(after: end)...]
            return Substring(bytes[..<end])
        }
    }
}
