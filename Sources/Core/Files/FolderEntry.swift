package import SystemPackage

/// A name in a folder.
package struct FolderEntry: Sendable, Hashable {
    /// The name as it is; with replacement characters where it is no UTF-8.
    package let name: String
    /// Whether the name is UTF-8, so that it leads to what it stands for.
    package let isText: Bool
    /// What the name stands for, where the file system tells; links are not followed.
    package var type: FileType?

    package init(name: String, isText: Bool = true, type: FileType?) {
        self.name = name
        self.isText = isText
        self.type = type
    }
}
