/// A mistake in the declaration of a tool. It is a programming error and is found when the tool is first made.
public struct ToolDeclarationError: Error, Hashable, CustomStringConvertible {
    /// Which type or property, and what is wrong with it.
    public let description: String

    /// An error that says which type or property is wrong, and why.
    public init(_ description: String) {
        self.description = description
    }
}
