/// A failure reported in one sentence, without a usage line, since the command line was right.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
