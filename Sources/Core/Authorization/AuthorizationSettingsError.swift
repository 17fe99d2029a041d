/// Settings of authorization are invalid; the text is for the operator.
package struct AuthorizationSettingsError: Error, CustomStringConvertible {
    /// What is wrong, and how to fix it.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
