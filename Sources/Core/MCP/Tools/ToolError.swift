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

    /// An error for an id or another name of nothing that exists.
    ///
    /// - Parameters:
    ///   - what: What is looked for, in the singular: "document".
    ///   - name: How it is named: "id 7".
    ///   - hint: A sentence that says where names come from.
    package static func notFound(_ what: String, with name: String, hint: String) -> ToolError {
        ToolError("There is no \(what) with \(name). \(hint)", kind: .notFound)
    }
}
