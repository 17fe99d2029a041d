import Files

/// A file that a walk came upon.
struct ListedFile: Sendable, Hashable {
    /// Its path in the folder that is listed, with `/` between its names.
    let path: String
    let identity: FileIdentity

    var size: Int { identity.size }
    /// Stays the same as long as the file does, which then need not be read again.
    var stamp: String { identity.stamp }
}
