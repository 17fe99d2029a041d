/// The sockets this process was started with cannot be used.
package struct SocketActivationError: Error, CustomStringConvertible {
    /// What is wrong, and what is expected.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
