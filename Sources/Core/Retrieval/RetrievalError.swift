/// Texts could not be stored or searched; the message is for the caller.
package struct RetrievalError: Error, CustomStringConvertible {
    /// Who can fix it.
    package enum Kind: Sendable {
        /// The caller: the text or the query cannot be embedded.
        case text
        /// The caller: it may only be read.
        case readOnly
        /// The caller: what it names is not there.
        case missing
        /// The caller: the filter does not make sense, or is larger than a filter may be.
        case filter
        /// The operator: the table and the model do not match.
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
