/// Why a call failed, for its caller: a kind, for answers that carry a status, and a text to read and act on.
package struct CallFailure: Error, Sendable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        /// The arguments do not match their schema.
        case malformed
        /// The arguments match their schema, but the call cannot be served.
        case invalid
        /// The caller may not call the tool.
        case forbidden
        /// What the arguments name does not exist.
        case notFound
        /// The stored state is not what the caller expected.
        case conflict
        /// The caller has made too many calls, and may call again after a while.
        case tooManyCalls(retryAfter: Duration)
        /// The server has too many calls at once.
        case busy
        /// The call took longer than allowed.
        case timedOut
        /// Something that the server depends on is unavailable.
        case unavailable
        /// Something is wrong inside the server.
        case fault
    }

    package let kind: Kind
    /// What was wrong, and what to do next.
    package let text: String

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }

    init(_ error: ToolError) {
        self.init(error.kind, error.description)
    }

    package var description: String { text }
}
