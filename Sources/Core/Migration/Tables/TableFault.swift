/// What is wrong with a table, and what its owner can do about it.
package struct TableFault: Sendable, Hashable, CustomStringConvertible {
    /// What was found.
    package let problem: String
    /// What to do, with the statements to run.
    package let remedy: String

    /// Line ends in the names that a text holds are written as `\n`.
    init(problem: String, remedy: String) {
        self.problem = problem.onOneLine
        self.remedy = remedy.onOneLine
    }

    /// Both.
    package var description: String { "\(problem). \(remedy)" }
}

extension MigrationError {
    /// nil where there are no faults.
    init?(_ code: Code, _ introduction: String, _ faults: [TableFault]) {
        guard !faults.isEmpty else { return nil }
        self.init(code, ([introduction] + faults.map(\.description)).joined(separator: "\n"))
    }
}
