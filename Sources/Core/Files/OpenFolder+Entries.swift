import Glibc
package import SystemPackage

extension OpenFolder {
    /// What is in it in no order, `.` and `..` left out.
    ///
    /// - Parameter limit: How many entries it may have.
    /// - Throws: ``Errno/fileTooLarge`` where there are more.
    package func entries(limit: Int = .max) throws(Errno) -> [FolderEntry] {
        // The copy has the same position, and starts over.
        let copy = try open(".", O_RDONLY | O_DIRECTORY)
        guard let folder = unsafe fdopendir(copy.rawValue) else {
            let error = Errno(rawValue: errno)
            try? copy.close()
            throw error
        }
        defer { unsafe closedir(folder) }
        var entries: [FolderEntry] = []
        errno = 0
        while let entry = unsafe readdir(folder) {
            let name = unsafe FolderEntry(entry)
            if name.name != ".", name.name != ".." {
                guard entries.count < limit else { throw .fileTooLarge }
                entries.append(name)
            }
            errno = 0
        }
        if errno != 0 { throw Errno(rawValue: errno) }
        return entries
    }

    /// The names in it, `.` and `..` left out; nil for one that is no UTF-8.
    package func names() throws(Errno) -> [String?] { try entries().map { $0.isText ? $0.name : nil } }
}

extension FolderEntry {
    fileprivate init(_ entry: UnsafeMutablePointer<dirent>) {
        // What the kernel calls it are the upper bits of a mode.
        let type = unsafe FileType(rawValue: CInterop.Mode(entry.pointee.d_type) << 12)
        self = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            let bytes = unsafe bytes.prefix { $0 != 0 }
            let text = unsafe String(validating: bytes, as: UTF8.self)
            return unsafe FolderEntry(
                name: text ?? String(decoding: bytes, as: UTF8.self),
                isText: text != nil,
                type: type.rawValue == 0 ? nil : type
            )
        }
    }
}
