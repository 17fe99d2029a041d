/// What ends a line of a file.
enum LineEnding: String, Sendable, Hashable {
    /// The last line of a file may have none.
    case none = ""
    case lineFeed = "\n"
    case carriageReturnLineFeed = "\r\n"
}
