/// Why a child program was not run, written for the person who has to fix it.
package struct ProgramError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was wrong and what to do next.
    package let description: String

    init(_ description: String) { self.description = description }
}
