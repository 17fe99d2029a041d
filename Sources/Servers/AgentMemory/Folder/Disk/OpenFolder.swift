import Files
import Glibc
import SystemPackage

/// A folder that is open, so that what is done in it is done in it, wherever its path leads meanwhile. No name in it is
/// followed as a link.
final class OpenFolder: Sendable {
    let descriptor: FileDescriptor

    /// The folder at a path, which may lead there by links.
    convenience init(_ path: FilePath) throws(Errno) {
        let descriptor = try Errno.typed {
            try FileDescriptor.open(path, .readOnly, options: [.directory, .closeOnExec])
        }
        self.init(descriptor: descriptor)
    }

    private init(descriptor: FileDescriptor) { self.descriptor = descriptor }

    deinit { try? descriptor.close() }

    /// Tells it from other folders, also such as take its path later. The number of its device is no part of it, since a
    /// disk may be mounted under another one.
    var identity: String {
        get throws(Errno) { "\(try descriptor.stat().inode.rawValue)" }
    }

    /// A folder in it.
    func folder(_ name: String) throws(Errno) -> OpenFolder {
        OpenFolder(descriptor: try open(name, O_RDONLY | O_DIRECTORY))
    }

    /// The folder that a file is in.
    ///
    /// - Parameter makes: Whether folders on the way are made where there are none.
    func parent(of path: FolderPath, makes: Bool = false) throws(Errno) -> OpenFolder {
        var folder = self
        for part in path.parts.dropLast() {
            if makes { try folder.makeFolder(part) }
            folder = try folder.folder(part)
        }
        return folder
    }

    /// Makes a folder unless there is one.
    func makeFolder(_ name: String, mode: mode_t = 0o755) throws(Errno) {
        do throws(Errno) {
            try Errno.check(unsafe mkdirat(descriptor.rawValue, name, mode))
        } catch .fileExists {
            return
        }
    }

    /// Opens what a name stands for; a pipe is not waited for.
    func open(_ name: String, _ flags: Int32, mode: mode_t = 0) throws(Errno) -> FileDescriptor {
        let flags = flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let file = unsafe openat(descriptor.rawValue, name, flags, mode)
        guard file >= 0 else { throw Errno(rawValue: errno) }
        return FileDescriptor(rawValue: file)
    }

    /// What a name stands for; nil for nothing.
    func status(_ name: String) throws(Errno) -> Stat? {
        do throws(Errno) {
            return try Stat(FilePath(name), relativeTo: descriptor, flags: .symlinkNoFollow)
        } catch .noSuchFileOrDirectory {
            return nil
        }
    }

    /// The names in it, `.` and `..` left out; nil for one that is no UTF-8.
    func names() throws(Errno) -> [String?] {
        // The copy has the same position, and starts over.
        let copy = try open(".", O_RDONLY | O_DIRECTORY)
        guard let folder = unsafe fdopendir(copy.rawValue) else {
            let error = Errno(rawValue: errno)
            try? copy.close()
            throw error
        }
        defer { unsafe closedir(folder) }
        var names: [String?] = []
        errno = 0
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        if errno != 0 { throw Errno(rawValue: errno) }
        return names
    }

    /// Moves what a name stands for here to another name, in place of any file there.
    func rename(_ name: String, to folder: OpenFolder, _ target: String) throws(Errno) {
        try Errno.check(unsafe renameat(descriptor.rawValue, name, folder.descriptor.rawValue, target))
    }

    /// Removes a file, unless there is none.
    func remove(_ name: String) throws(Errno) {
        do throws(Errno) {
            try Errno.check(unsafe unlinkat(descriptor.rawValue, name, 0))
        } catch .noSuchFileOrDirectory {
            return
        }
    }

    /// Makes what happened to its names survive a power cut.
    func sync() throws(Errno) { try Errno.check(fsync(descriptor.rawValue)) }
}
