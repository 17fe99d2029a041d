/// Texts could not be stored or searched; the message is for the caller.
package struct RetrievalError: Error, CustomStringConvertible {
    /// What was wrong, and what to do next.
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
