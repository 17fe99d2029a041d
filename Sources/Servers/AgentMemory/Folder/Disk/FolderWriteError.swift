import SystemPackage

/// A file of the folder was not written, and is as it was.
struct FolderWriteError: Error, CustomStringConvertible {
    enum Reason: Hashable {
        /// It is not what it was when it was read: another look is needed.
        case changed
        /// The system refuses it, as on a full disk.
        case system(Errno)
    }

    let path: FolderPath
    let reason: Reason

    var description: String { "\(path) \(predicate)" }

    /// To be read after the name of the file.
    var predicate: String {
        switch reason {
        case .changed: "was changed meanwhile"
        case .system(let error): "cannot be written: \(error)"
        }
    }
}
