import Files
import Glibc
import SystemPackage

/// The file operations that only the cluster needs, each short enough for any thread.
enum ClusterFiles {
    static func give(_ path: FilePath, to account: Account) throws(Errno) {
        try Errno.check(unsafe lchown(path.string, account.userID, account.groupID))
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

    /// Writes to an existing file, keeping its owner and mode.
    static func overwrite(_ path: FilePath, with text: String, append: Bool = false) throws(Errno) {
        try Errno.typed {
            let file = try FileDescriptor.appending(to: path)
            try file.closeAfter {
                if !append { try file.resize(to: 0) }
                try file.writeAll(text.utf8)
            }
        }
    }

    /// The last non-empty lines of a log, none before an offset.
    static func tail(_ path: FilePath, lines: Int, after offset: Int = 0) -> [Substring] {
        guard let bytes = try? read(path, after: offset) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(lines)
    }
}
