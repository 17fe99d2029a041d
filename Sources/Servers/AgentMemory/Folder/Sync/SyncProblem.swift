import SystemPackage

/// Why a folder cannot be kept in step. For people, with its full stop.
enum SyncProblem: Error, CustomStringConvertible {
    /// It is not there, or not accessible.
    case folder(FilePath, Errno)
    /// It is kept in step with another bank.
    case otherBank(FilePath, String)
    /// It has the path of the folder that was kept in step, and is another one.
    case otherFolder(FilePath, Int64)
    /// Another server works on it.
    case busy(FilePath)

    var description: String {
        switch self {
        case .folder(let path, let error): "The folder \(path) cannot be used: \(error)."
        case .otherBank(let path, let bank):
            "The folder \(path) is kept in step with the bank \"\(bank)\". Set MEMORY_BANK to it, or use another folder."
        case .otherFolder(let path, let count):
            "The folder \(path) is not the one that held \(count) memories, and nothing was done: it may not be mounted. "
                + "To have them written into this one, sync to_files."
        case .busy(let path): "Another server is just bringing the folder \(path) in step. Try again in a while."
        }
    }
}
