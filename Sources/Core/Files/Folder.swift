import Glibc
package import SystemPackage

/// Lists and creates folders. `FileManager` cannot set the exact mode of a folder regardless of the umask, and does not
/// report whether this process created it.
package enum Folder {
    /// The names in a folder in order, `.` and `..` left out.
    package static func names(in path: FilePath) throws(Errno) -> [String] {
        guard let folder = unsafe opendir(path.string) else { throw Errno(rawValue: errno) }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Creates a folder unless it exists; returns whether it was created. Its mode is exact, whatever the umask.
    @discardableResult
    package static func make(_ path: FilePath, mode: CInterop.Mode) throws(Errno) -> Bool {
        do {
            try Errno.check(unsafe mkdir(path.string, mode))
        } catch .fileExists where path.isFolder {
            return false
        }
        try Errno.check(unsafe chmod(path.string, mode))
        return true
    }

    /// Makes a folder and every folder above it.
    package static func makeAll(_ path: FilePath, mode: CInterop.Mode) throws(Errno) {
        if path.isFolder { return }
        let parent = path.removingLastComponent()
        if parent != path, !parent.isEmpty { try makeAll(parent, mode: mode) }
        try make(path, mode: mode)
    }
}
