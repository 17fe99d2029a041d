import SystemPackage

/// A system call the transport cannot work without has failed.
package struct StdioError: Error, CustomStringConvertible {
    /// What could not be done, and why.
    package let description: String

    /// An error that names the failed action and the system's error code.
    init(_ action: String, _ code: Int32) {
        description = "Could not \(action): \(Errno(rawValue: code))."
    }

    private init(_ description: String) {
        self.description = description
    }

    static func closed(_ stream: String, for use: String) -> StdioError {
        StdioError(
            "Standard \(stream) is not open for \(use). The client speaks over standard input and output; start the server "
                + "with both open, each a pipe, a socket, a file or a terminal."
        )
    }

    static let unread = StdioError("The client does not read.")
}
