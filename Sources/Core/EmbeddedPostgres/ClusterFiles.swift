import Files
import Glibc
import SystemPackage

/// The file operations that only the cluster needs, each short enough for any thread.
enum ClusterFiles {
    static func give(_ path: FilePath, to account: ClusterAccount) throws(Errno) {
        try Errno.check(unsafe lchown(path.string, account.userID, account.groupID))
    }

    static func rename(_ source: FilePath, to target: FilePath) throws(Errno) {
        try Errno.check(unsafe Glibc.rename(source.string, target.string))
    }

    static func removeEmptyFolder(_ path: FilePath) throws(Errno) {
        try Errno.check(unsafe rmdir(path.string))
    }

    /// The last bytes of a file, at most `limit` and none before an offset. Links are not followed.
    static func read(_ path: FilePath, last limit: Int = 16384, after offset: Int = 0) throws(Errno) -> [UInt8] {
        do throws(FileError) {
            let file = try ReadOnlyFile(path, .noFollow)
            return try file.bytes(at: max(offset, file.size - limit), atMost: limit)
        } catch {
            throw error.errno
        }
    }

    /// Writes a file atomically, even in case of a power cut.
    static func writeAtomically(
        _ text: String,
        to path: FilePath,
        mode: FilePermissions,
        owner: ClusterAccount?
    ) throws(Errno) {
        var temporary = path
        temporary.extension = "new"
        try temporary.removeFile()
        try temporary.create(with: text.utf8, mode: mode) { (file) throws(Errno) in
            if let owner { try Errno.check(fchown(file.rawValue, owner.userID, owner.groupID)) }
            try Errno.check(fsync(file.rawValue))
        }
        try rename(temporary, to: path)
        try syncFolder(path.removingLastComponent())
    }

    /// Writes to an existing file, keeping its owner and mode.
    static func overwrite(_ path: FilePath, with text: String, append: Bool = false) throws(Errno) {
        try Errno.typed {
            let options: FileDescriptor.OpenOptions = append ? [.append] : [.truncate]
            let file = try FileDescriptor.open(path, .writeOnly, options: options.union([.noFollow, .closeOnExec]))
            try file.closeAfter { _ = try file.writeAll(text.utf8) }
        }
    }

    /// Makes a rename inside the folder survive a power cut.
    static func syncFolder(_ path: FilePath) throws(Errno) {
        try Errno.typed {
            let folder = try FileDescriptor.open(path, .readOnly, options: [.directory, .closeOnExec])
            try folder.closeAfter { try Errno.check(fsync(folder.rawValue)) }
        }
    }

    /// The last non-empty lines of a log, none before an offset.
    static func tail(_ path: FilePath, lines: Int, after offset: Int = 0) -> [Substring] {
        guard let bytes = try? read(path, after: offset) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(lines)
    }
}
