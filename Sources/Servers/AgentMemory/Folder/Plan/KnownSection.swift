/// A memory's place in a file, and its text there when file and bank were last in step: the base of the next merge.
struct KnownSection: Sendable, Hashable {
    let memory: Int32
    /// The place among the sections of the file.
    var ordinal: Int
    /// The heading that the text has in the file and not in the bank; empty where it has none.
    var title: MarkdownText
    /// The text in the file, its title included.
    var text: MarkdownText
    /// Whether the text is in the file. One that was deleted keeps its place, for the day it comes back.
    var isThere: Bool

    init(memory: Int32, ordinal: Int, title: MarkdownText, text: MarkdownText, isThere: Bool = true) {
        self.memory = memory
        self.ordinal = ordinal
        self.title = title
        self.text = text
        self.isThere = isThere
    }

    /// What the memory says.
    var content: MarkdownText { text.removing(title) ?? text }
}
