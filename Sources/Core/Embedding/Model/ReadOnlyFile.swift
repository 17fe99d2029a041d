import Glibc

/// A regular file opened for reading.
final class ReadOnlyFile {
    let path: String
    let size: Int
    /// Changes when the file does: device, inode, size and time of the last change.
    let identity: String
    private let descriptor: Int32

    init(_ path: String) throws(EmbeddingError) {
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw EmbeddingError("\(path) cannot be read: \(errnoText()).") }
        var status = stat()
        let result = unsafe fstat(descriptor, &status)
        guard result == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw EmbeddingError("\(path) is not a file.")
        }
        self.path = path
        size = Int(status.st_size)
        identity =
            "\(status.st_dev) \(status.st_ino) \(size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }

    deinit {
        close(descriptor)
    }

    /// The bytes of a range that lies inside the file.
    func bytes(at offset: Int, count: Int) throws(EmbeddingError) -> [UInt8] {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...]
                )
                let read = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
                if read < 0, errno == EINTR { continue }
                if read <= 0 { break }
                filled += read
            }
        }
        guard bytes.count == count else { throw EmbeddingError("\(path) ended early: \(errnoText()).") }
        return bytes
    }

    /// A whole file of at most `limit` bytes.
    static func contents(of path: String, limit: Int) throws(EmbeddingError) -> [UInt8] {
        let file = try ReadOnlyFile(path)
        guard file.size <= limit else {
            throw EmbeddingError("\(path) has \(file.size) bytes, more than the \(limit) that such a file may have.")
        }
        return try file.bytes(at: 0, count: file.size)
    }
}

/// What the last failed call of the system says.
func errnoText() -> String {
    unsafe String(cString: strerror(errno))
}
