import Glibc
import SystemPackage

/// The few file operations the cluster needs, each short enough for any thread.
enum ClusterFiles {
    static func currentDirectory() -> FilePath? {
        guard let buffer = unsafe getcwd(nil, 0) else { return nil }
        defer { unsafe free(buffer) }
        return unsafe FilePath(platformString: buffer)
    }

    static func exists(_ path: FilePath) throws(Errno) -> Bool {
        do {
            _ = try Stat(path, followTargetSymlink: false)
            return true
        } catch .noSuchFileOrDirectory {
            return false
        }
    }

    /// Makes a folder unless it is there; `true` when it was made. Its mode is exact, whatever the umask.
    @discardableResult
    static func makeFolder(_ path: FilePath, mode: UInt16) throws(Errno) -> Bool {
        let result = unsafe mkdir(path.string, mode_t(mode))
        if result != 0 {
            let error = Errno(rawValue: errno)
            guard error == .fileExists, try Stat(path).type == .directory else { throw error }
            return false
        }
        try check(unsafe chmod(path.string, mode_t(mode)))
        return true
    }

    /// Makes a folder and every folder above it.
    static func makeFolders(_ path: FilePath, mode: UInt16) throws(Errno) {
        if try exists(path) { return }
        let parent = path.removingLastComponent()
        if parent != path, !parent.isEmpty { try makeFolders(parent, mode: mode) }
        try makeFolder(path, mode: mode)
    }

    static func give(_ path: FilePath, to account: ClusterAccount) throws(Errno) {
        try check(unsafe lchown(path.string, account.userID, account.groupID))
    }

    static func rename(_ source: FilePath, to target: FilePath) throws(Errno) {
        try check(unsafe Glibc.rename(source.string, target.string))
    }

    static func removeFile(_ path: FilePath) throws(Errno) {
        let result = unsafe unlink(path.string)
        if result != 0, errno != ENOENT { throw Errno(rawValue: errno) }
    }

    static func removeEmptyFolder(_ path: FilePath) throws(Errno) {
        try check(unsafe rmdir(path.string))
    }

    static func makeLink(_ path: FilePath, to target: FilePath) throws(Errno) {
        try check(unsafe symlink(target.string, path.string))
    }

    static func linkTarget(_ path: FilePath) -> FilePath? {
        var buffer = [CChar](repeating: 0, count: 4097)
        let count = unsafe readlink(path.string, &buffer, buffer.count - 1)
        guard count >= 0 else { return nil }
        return FilePath(String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    /// The names in a folder, `.` and `..` left out.
    static func names(in path: FilePath) throws(Errno) -> [String] {
        guard let folder = unsafe opendir(path.string) else { throw Errno(rawValue: errno) }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The last bytes of a file, at most `limit` and none before an offset; links are not followed.
    static func read(
        _ path: FilePath,
        last limit: Int = 16384,
        after offset: Int64 = 0
    ) throws(Errno) -> [UInt8] {
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: [.noFollow, .closeOnExec, .nonBlocking])
            return try file.closeAfter {
                let size = try file.seek(offset: 0, from: .end)
                try file.seek(offset: max(offset, size - Int64(limit)), from: .start)
                var bytes = [UInt8](repeating: 0, count: limit)
                var count = 0
                while count < limit {
                    let read = try unsafe bytes.withUnsafeMutableBytes { buffer in
                        try unsafe file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
                    }
                    if read == 0 { break }
                    count += read
                }
                return Array(bytes.prefix(count))
            }
        } catch {
            throw error as? Errno ?? .ioError
        }
    }

    /// Writes a file that is there whole or not at all, even after a power cut.
    static func writeAtomically(
        _ text: String,
        to path: FilePath,
        mode: FilePermissions,
        owner: ClusterAccount?
    ) throws(Errno) {
        var temporary = path
        temporary.extension = "new"
        try removeFile(temporary)
        do {
            let file = try FileDescriptor.open(
                temporary,
                .writeOnly,
                options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
                permissions: mode
            )
            try file.closeAfter {
                try file.writeAll(text.utf8)
                if let owner { try check(fchown(file.rawValue, owner.userID, owner.groupID)) }
                try check(fsync(file.rawValue))
            }
            try rename(temporary, to: path)
            try syncFolder(path.removingLastComponent())
        } catch {
            throw error as? Errno ?? .ioError
        }
    }

    /// Writes to a file that is there already, leaving its owner and mode.
    static func overwrite(_ path: FilePath, with text: String, append: Bool = false) throws(Errno) {
        do {
            let options: FileDescriptor.OpenOptions = append ? [.append] : [.truncate]
            let file = try FileDescriptor.open(path, .writeOnly, options: options.union([.noFollow, .closeOnExec]))
            try file.closeAfter { _ = try file.writeAll(text.utf8) }
        } catch {
            throw error as? Errno ?? .ioError
        }
    }

    /// Makes a rename inside the folder last through a power cut.
    static func syncFolder(_ path: FilePath) throws(Errno) {
        do {
            let folder = try FileDescriptor.open(path, .readOnly, options: [.directory, .closeOnExec])
            try folder.closeAfter { try check(fsync(folder.rawValue)) }
        } catch {
            throw error as? Errno ?? .ioError
        }
    }

    /// The last non-empty lines of a log, none before an offset.
    static func tail(_ path: FilePath, lines: Int, after offset: Int64 = 0) -> [Substring] {
        guard let bytes = try? read(path, after: offset) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(lines)
    }

    static func check(_ result: Int32) throws(Errno) {
        if result != 0 { throw Errno(rawValue: errno) }
    }
}
