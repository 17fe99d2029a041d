/// The sockets this process was started with cannot be used.
public struct SocketActivationError: Error, CustomStringConvertible {
    /// What is wrong, and what is expected.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
