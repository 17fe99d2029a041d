/// A glob of a caller cannot be used.
struct GlobError: Error, Hashable, CustomStringConvertible {
    static let mostGlobs = 100
    static let mostBytes = 1_024
    static let mostAlternatives = 256

    let description: String

    static let tooMany = GlobError(description: "There are more than \(mostGlobs) globs. Give fewer and wider ones.")

    static func unreadable(_ glob: String) -> GlobError {
        GlobError(
            description:
                "The glob \"\(glob)\" matches nothing: it is empty, ends in a single backslash, or has a \"[\" "
                + "that begins no class of ASCII characters, as [a-z] is one. "
                + "Write \"\\[\" for the character itself, and \"?\" for any character."
        )
    }

    static func tooLong(_ glob: String) -> GlobError {
        GlobError(description: "The glob \"\(glob.prefix(60))…\" has more than \(mostBytes) bytes. Give a shorter one.")
    }

    static func tooWide(_ glob: String) -> GlobError {
        GlobError(
            description: "The braces of the glob \"\(glob)\" stand for more than \(mostAlternatives) globs. Give fewer "
                + "alternatives."
        )
    }
}
