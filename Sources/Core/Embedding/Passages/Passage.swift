/// A stretch of a text that fits the model's window.
public struct Passage: Sendable {
    /// The exact slice of the original text.
    public let text: String

    /// The slice's range in the original text, as UTF-8 offsets.
    public let utf8Range: Range<Int>

    /// Token ids without `[CLS]` and `[SEP]`, so that embedding need not tokenize again.
    package let tokens: [Int32]

    package init(text: String, utf8Range: Range<Int>, tokens: [Int32]) {
        self.text = text
        self.utf8Range = utf8Range
        self.tokens = tokens
    }
}
