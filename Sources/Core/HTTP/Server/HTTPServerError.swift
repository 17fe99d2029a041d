/// A server cannot listen.
package struct HTTPServerError: Error, Hashable, CustomStringConvertible {
    /// What was wrong and what to do, for people.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
