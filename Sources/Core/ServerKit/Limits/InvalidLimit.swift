/// A limit was set to a value it cannot have.
public struct InvalidLimit: Error, CustomStringConvertible {
    /// What the limit may be, and what it was.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
