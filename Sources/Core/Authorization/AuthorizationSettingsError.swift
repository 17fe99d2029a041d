/// Settings of authorization that cannot be used; the text is for the operator.
package struct AuthorizationSettingsError: Error, CustomStringConvertible {
    /// What is wrong, and how to mend it.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
