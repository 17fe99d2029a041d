import Glibc
package import SystemPackage

/// A folder that is open, so that what is done in it is done in it, wherever its path leads meanwhile. No name in it is
/// followed as a link.
package final class OpenFolder: Sendable {
    package let descriptor: FileDescriptor

    /// The folder at a path, which may lead there by links.
    package convenience init(_ path: FilePath) throws(Errno) {
        let descriptor = try Errno.typed {
            try FileDescriptor.open(path, .readOnly, options: [.directory, .closeOnExec])
        }
        self.init(descriptor: descriptor)
    }

    /// Takes over the descriptor of a folder, which may be one that only tells where it is (`O_PATH`).
    package init(descriptor: FileDescriptor) { self.descriptor = descriptor }

    deinit { try? descriptor.close() }

    /// A folder in it.
    package func folder(_ name: String) throws(Errno) -> OpenFolder {
        OpenFolder(descriptor: try open(name, O_RDONLY | O_DIRECTORY))
    }

    /// Opens what a name stands for; a pipe is not waited for.
    package func open(_ name: String, _ flags: Int32, mode: CInterop.Mode = 0) throws(Errno) -> FileDescriptor {
        let flags = flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        let file = unsafe openat(descriptor.rawValue, name, flags, mode)
        guard file >= 0 else { throw Errno(rawValue: errno) }
        return FileDescriptor(rawValue: file)
    }

    /// What a name stands for; nil for nothing.
    package func status(_ name: String) throws(Errno) -> Stat? {
        var status = CInterop.Stat()
        guard unsafe fstatat(descriptor.rawValue, name, &status, AT_SYMLINK_NOFOLLOW) != 0 else {
            return Stat(rawValue: status)
        }
        let error = Errno(rawValue: errno)
        if error == .noSuchFileOrDirectory { return nil }
        throw error
    }

    /// Whether this process may read what a name stands for.
    package func isReadable(_ name: String) -> Bool {
        unsafe faccessat(descriptor.rawValue, name, R_OK, AT_EACCESS | AT_SYMLINK_NOFOLLOW) == 0
    }

    /// Where a link leads.
    package func linkTarget(_ name: String) throws(Errno) -> FilePath {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = unsafe readlinkat(descriptor.rawValue, name, &buffer, buffer.count - 1)
        guard count >= 0 else { throw Errno(rawValue: errno) }
        // The byte after it is zero.
        return unsafe buffer.withUnsafeBufferPointer {
            unsafe $0.baseAddress.map { unsafe FilePath(platformString: $0) } ?? ""
        }
    }
}
