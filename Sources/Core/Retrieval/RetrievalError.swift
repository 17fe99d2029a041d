/// Why texts could not be stored or searched; the text is for the caller.
package struct RetrievalError: Error, CustomStringConvertible {
    /// Who can mend it.
    package enum Kind: Sendable {
        /// Whoever calls: the text or the query is not one that can be embedded.
        case text
        /// The operator: the table and the model do not fit.
        case table
    }

    /// What was wrong, and what to do next.
    package let description: String
    package let kind: Kind

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
