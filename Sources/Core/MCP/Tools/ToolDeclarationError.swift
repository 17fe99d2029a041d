/// A mistake in the declaration of a tool. It is the programmer's, so it is found when the tool is first made ready.
public struct ToolDeclarationError: Error, Hashable, CustomStringConvertible {
    /// Which type or property, and what is wrong with it.
    public let description: String

    /// Makes the error.
    public init(_ description: String) {
        self.description = description
    }
}
