/// A limit was set to a value it cannot have.
package struct InvalidLimit: Error, CustomStringConvertible {
    /// What the limit may be, and what it was.
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
