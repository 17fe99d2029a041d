/// What went wrong while a model was loaded or a text was embedded.
///
/// The message is meant for people: what was wrong, what was expected and what to do next. It holds no secret.
public struct EmbeddingError: Error, CustomStringConvertible {
    /// The whole message.
    public var message: String

    package init(_ message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
