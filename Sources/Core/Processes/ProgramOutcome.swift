/// What is left of a child program that has ended.
package struct ProgramOutcome: Sendable, Hashable {
    /// How a process ends.
    package enum Ending: Sendable, Hashable {
        /// By itself, with an exit code.
        case exited(Int32)
        /// By a signal.
        case signaled(Int32)
    }

    /// The limits that end a child. Too little address space does not: it is for the child to notice.
    package enum Limit: String, Sendable, Hashable, CaseIterable {
        /// It ran too long.
        case time
        /// It used too much processor time.
        case cpuTime
        /// It wrote too large a file.
        case fileSize
        /// It wrote too much to its standard output.
        case output
    }

    /// How it ended.
    package var ending: Ending
    /// Which limit ended it, if one did.
    package var limit: Limit?
    /// What it wrote to its standard output, up to the limit.
    package var output: [UInt8]
    /// The beginning of what it wrote to its standard error.
    package var errorOutput: String

    /// Whether it ended by itself with exit code 0, within all limits.
    package var succeeded: Bool { ending == .exited(0) && limit == nil }
}
