import Subprocess

/// What is left when a server has exited.
package struct Ending: Sendable {
    /// How the process ended: by itself with a status, or by a signal.
    package enum Status: Sendable, Equatable {
        case exited(Int32)
        case signaled(Int32)

        init(_ status: TerminationStatus) {
            self =
                switch status {
                case .exited(let code): .exited(code)
                case .signaled(let number): .signaled(number)
                }
        }
    }

    package var status: Status

    /// Every message of the server, in order.
    package var received: [JSONValue]
}

/// A run of the server went wrong: the test's own error, what the server did against the rules, and how it ended.
struct ServerRunError: Error, CustomStringConvertible {
    var failure: (any Error)?
    var faults: [String]
    var status: Ending.Status
    var log: String

    var description: String {
        let reasons = [failure.map { "\($0)" }].compactMap(\.self) + faults
        return (reasons + ["the server ended with \(status); its log:", log]).joined(separator: "\n")
    }
}
