/// A failure that the caller of a tool can read and act on: what was wrong, what was expected, what to do next.
public struct ToolError: Error, Hashable, CustomStringConvertible {
    /// The text the caller reads.
    public let description: String
    package let kind: CallFailure.Kind

    /// An error with the text the caller reads.
    public init(_ message: String) {
        self.init(message, kind: .invalid)
    }

    package init(_ message: String, kind: CallFailure.Kind) {
        description = message
        self.kind = kind
    }

    /// An error for an id that does not exist.
    ///
    /// - Parameters:
    ///   - what: What is looked for, in the singular: "document".
    ///   - hint: A sentence that says where ids come from.
    package static func notFound(_ what: String, id: some CustomStringConvertible, hint: String) -> ToolError {
        ToolError("There is no \(what) with id \(id). \(hint)", kind: .notFound)
    }
}
