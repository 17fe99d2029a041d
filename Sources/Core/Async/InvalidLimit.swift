/// A limit was set to an invalid value.
package struct InvalidLimit: Error, CustomStringConvertible {
    /// The allowed values, and the actual one.
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
