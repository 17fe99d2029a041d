/// What is in the folder.
struct FolderReading: Sendable {
    var files: [ReadFile]
    /// Files that are there and are left alone.
    var flaws: [FolderFlaw]
    var missing: Missing

    /// What it means that a file is missing.
    enum Missing: Sendable {
        /// It was deleted.
        case deleted
        /// Nobody can tell: the folder itself may be gone, or some of it cannot be seen.
        case unknown
        /// The folder was made anew, as by cloning a repository: it is to be written again.
        case lost
    }
}

/// A file that was read.
struct ReadFile: Sendable {
    let path: FolderPath
    let file: MarkdownFile
}

/// What keeps a file, or the folder, from being kept in step.
struct FolderFlaw: Sendable, Hashable, CustomStringConvertible {
    /// Which file; empty for the folder.
    let path: String
    /// To be read after its name.
    let reason: String

    var description: String { "\(path.isEmpty ? "The folder" : path) \(reason)" }
}
