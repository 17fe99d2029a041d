import Glibc

/// What this module asks of folders.
enum Folder {
    /// The names in a folder; empty when there is no such folder.
    static func names(in path: String) -> [String] {
        guard let directory = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe String(cString: UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    static func exists(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }

    /// Whether the path is a folder, through links too.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The path without links and relative parts; the path itself where it does not exist.
    static func absolute(_ path: String) -> String {
        guard let resolved = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// Makes a folder, readable by this user alone, and the folders above it.
    static func create(_ path: String) -> Bool {
        if isFolder(path) { return true }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex, !create(String(path[..<slash])) {
            return false
        }
        return unsafe mkdir(path, 0o700) == 0 || isFolder(path)
    }
}
