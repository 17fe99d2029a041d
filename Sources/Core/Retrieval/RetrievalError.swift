/// Why texts could not be stored or searched; the text is for the caller.
public struct RetrievalError: Error, CustomStringConvertible {
    /// What was wrong, and what to do next.
    public let description: String

    package init(_ description: String) {
        self.description = description
    }
}
