/// Why a file could not be read, written for the person who gave it.
struct FormatError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of failure, a fixed set that is suitable for labels of metrics.
    enum Reason: String, Sendable, Hashable, CaseIterable {
        /// It is no text, and none of the formats.
        case binary
        /// It is of a format that is not read, but can be saved as another.
        case unsupported
        /// It is not what its name says, or broken.
        case damaged
        /// It needs a password.
        case encrypted
        /// It holds pictures of text, but no text.
        case picturesOnly
        /// It is larger than a file, its unpacked content or its text may be.
        case tooLarge
        /// Reading it took too long.
        case tooSlow
        /// Reading it took too much memory.
        case tooMuchMemory
        /// A program that reads such files is not on this machine, or does not run.
        case programMissing
    }

    let reason: Reason
    /// The name of the file.
    let name: String
    /// What was wrong, what was expected and what to do next.
    let message: String

    init(_ reason: Reason, _ name: String, _ message: String) {
        self.reason = reason
        self.name = name
        self.message = message
    }

    var description: String { "\(name) cannot be read: \(message)" }
}
