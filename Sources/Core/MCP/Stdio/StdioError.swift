import Glibc
import SystemPackage

/// A system call the transport cannot work without has failed.
package struct StdioError: Error, CustomStringConvertible {
    /// What could not be done, and why.
    package let description: String
    /// Whether the client has closed its end, or does not read: its own affair, and no failure of the server.
    let isOfClient: Bool

    /// An error that names the failed action and the system's error code.
    init(_ action: String, _ code: Int32) {
        description = "Could not \(action): \(Errno(rawValue: code))."
        isOfClient = code == EPIPE || code == ECONNRESET
    }

    private init(_ description: String, isOfClient: Bool = false) {
        self.description = description
        self.isOfClient = isOfClient
    }

    static func closed(_ stream: String, for use: String) -> StdioError {
        StdioError(
            "Standard \(stream) is not open for \(use). The client speaks over standard input and output; start the server "
                + "with both open, each a pipe, a socket, a file or a terminal."
        )
    }

    static let unread = StdioError("The client does not read.", isOfClient: true)
}
