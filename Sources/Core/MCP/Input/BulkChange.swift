import Cryptography

/// A deletion of many rows at once: all of them or none, and only those that were agreed to.
///
///     let change = try BulkChange(rows.map { "\($0.id) \($0.version)" }, of: "document")
///     try change.confirm(expected: input.expectedCount, context: context)
///
/// The rows are read and deleted in one transaction that locks them.
package struct BulkChange: Sendable {
    /// How many rows there are to delete.
    package let count: Int
    private let subject: String
    private let singular: String
    private let plural: String

    /// - Parameter rows: What is to be deleted, each row by its id and its version, in an order that does not change.
    /// - Throws: ``ToolError`` where there is nothing to delete.
    package init(_ rows: [String], of singular: String, plural: String? = nil) throws(ToolError) {
        guard !rows.isEmpty else {
            throw ToolError("No \(singular) matches the filter; nothing was deleted.", kind: .notFound)
        }
        count = rows.count
        subject = Base64URL.encode(HashFunction.sha256.hash(Array(rows.joined(separator: "\n").utf8)).bytes)
        self.singular = singular
        self.plural = plural ?? singular + "s"
    }

    /// Returns when the deletion is agreed to: by the number that the caller expected, or else by the user, where the
    /// client can ask. The user agrees to these rows in these versions, and is asked again where they are others.
    ///
    /// - Parameter expected: The argument `expected_count`.
    /// - Throws: ``InputRequired`` to ask; ``ToolError`` where the number differs, or nobody agreed.
    package func confirm(expected: (some BinaryInteger)?, context: RequestContext) throws {
        if let expected {
            guard expected == count else {
                throw ToolError(
                    "Nothing was deleted: \(count) \(plural) match the filter now. Look at them before you call again.",
                    kind: .conflict
                )
            }
        } else {
            try context.confirm(
                "This deletes \(count) \(count == 1 ? singular : plural) for good.",
                about: subject,
                otherwise: "To delete them, call again with \"expected_count\":\(count)."
            )
        }
    }
}
