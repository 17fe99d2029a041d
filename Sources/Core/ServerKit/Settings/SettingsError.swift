/// A setting cannot be used; the text names it and where it came from.
public struct SettingsError: Error, CustomStringConvertible {
    /// What was wrong, and what was expected.
    public let description: String

    /// An error with a text for the operator.
    public init(_ description: String) {
        self.description = description
    }
}
