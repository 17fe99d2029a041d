/// A listening socket that was open when the process started, because systemd or a similar supervisor made it.
///
/// It stays open until the server that uses it closes it.
package struct ActivatedSocket: Hashable, Sendable {
    /// The file descriptor of a listening stream socket, closed in child processes.
    package let descriptor: Int32
    /// `FileDescriptorName=` of the socket's unit; without one, the unit's own name, or `unknown`.
    package let name: String
}
