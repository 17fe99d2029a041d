import Glibc

/// A file's bytes in memory, read by the system as they are touched and shared with every process that maps them.
@safe final class MappedFile {
    let base: UnsafeMutableRawPointer
    let count: Int

    init(_ path: String) throws(EmbeddingError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw EmbeddingError("\(path) cannot be read: \(errnoText()).") }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_size > 0 else {
            throw EmbeddingError("\(path) is empty or cannot be read.")
        }
        count = Int(status.st_size)
        // Private and writable, because OpenVINO's tensors are not const; nobody writes.
        guard let base = unsafe mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0),
            unsafe base != MAP_FAILED
        else {
            throw EmbeddingError("\(path) cannot be mapped into memory: \(errnoText()).")
        }
        unsafe self.base = base
    }

    deinit {
        unsafe munmap(base, count)
    }
}
