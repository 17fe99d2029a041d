import Text

/// A memory of the bank.
struct MemoryRow: Sendable, Hashable {
    enum Retirement: Sendable, Hashable {
        /// It can come back.
        case forgotten
        /// Another memory stands for it.
        case replaced(by: Int32?)
    }

    let id: Int32
    /// As the bank has it, which may begin or end with blank lines.
    let content: String
    /// nil for a memory that is believed.
    let retirement: Retirement?
    /// The file that it asks for, by `file` in its metadata.
    let file: FolderPath?
    /// What the content says, as files are compared with it.
    let text: MarkdownText

    init(id: Int32, content: String, retirement: Retirement? = nil, file: FolderPath? = nil) {
        self.id = id
        self.content = content
        self.retirement = retirement
        self.file = file
        text = MarkdownText(content)
    }

    /// The heading of a text in a file where it has none of its own.
    var generatedTitle: MarkdownText { MarkdownText("## Memory \(id)") }
}

extension MarkdownText {
    /// The first line where it is a heading that a memory without one was given.
    var generatedTitle: MarkdownText? {
        guard let first = lines.first, first.text.wholeMatch(of: /## Memory [0-9]{1,10}/) != nil else { return nil }
        let title = MarkdownText(lines: [first])
        // A text with a heading of its own was given none.
        guard let rest = removing(title), !rest.isEmpty, rest.heading.isEmpty else { return nil }
        return title
    }
}
