/// A deletion of many rows at once: all of them or none, and only as many as were agreed to.
///
///     let change = BulkChange(count: try await store.count(filter), of: "document")
///     try change.confirm(expected: input.expectedCount, context: context)
///     try change.check(found: try await store.delete(filter, ifCountIs: change.count))
package struct BulkChange: Sendable {
    /// How many rows there are to delete.
    package let count: Int64
    private let singular: String
    private let plural: String

    /// - Throws: ``ToolError`` where there is nothing to delete.
    package init(count: Int64, of singular: String, plural: String? = nil) throws(ToolError) {
        guard count > 0 else {
            throw ToolError("No \(singular) matches the filter; nothing was deleted.", kind: .notFound)
        }
        self.count = count
        self.singular = singular
        self.plural = plural ?? singular + "s"
    }

    /// Returns when the deletion is agreed to: by the number that the caller expected, or else by the user, where the
    /// client can ask.
    ///
    /// - Parameter expected: The argument `expected_count`.
    /// - Throws: ``InputRequired`` to ask; ``ToolError`` where the number differs, or nobody agreed.
    package func confirm(expected: (some BinaryInteger)?, context: RequestContext) throws {
        if let expected {
            guard expected == count else { throw outdated(count) }
        } else {
            try context.confirm(
                "This deletes \(count) \(count == 1 ? singular : plural) for good.",
                otherwise: "To delete them, call again with \"expected_count\":\(count)."
            )
        }
    }

    /// Checks how many rows were found by a store that deletes all or none.
    package func check(found: Int64) throws(ToolError) {
        guard found == count else { throw outdated(found) }
    }

    private func outdated(_ found: Int64) -> ToolError {
        ToolError(
            "Nothing was deleted: \(found) \(plural) match the filter now. Look at them before you call again.",
            kind: .conflict
        )
    }
}
