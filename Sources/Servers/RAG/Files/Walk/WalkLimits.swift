/// How much of a folder is listed.
struct WalkLimits: Sendable, Hashable {
    var files = 100_000
    var folders = 50_000
    /// How many folders may be in one another. Each of them is open while it is listed.
    var depth = 64
    /// How many names one folder may have.
    var names = 1_000_000
    /// How large a file may be.
    var fileBytes = SourceContent.standardLimit
    /// How large a `.gitignore` may be. Each name is held against each of its patterns.
    static let ignoreFileBytes = 1 << 18
    static let ignorePatterns = 10_000
    /// How long a path may be that can be opened.
    static let pathBytes = 4_095

    static let standard = WalkLimits()
}
