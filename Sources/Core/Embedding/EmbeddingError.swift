/// An error while loading a model or embedding a text.
///
/// The message is for people: what was wrong, what was expected and what to do next. It contains no secret.
public struct EmbeddingError: Error, CustomStringConvertible {
    /// The whole message.
    public var message: String

    package init(_ message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
