import Files
import Glibc
import SystemPackage

/// A file mapped into memory: read on access, and shared with every process that maps it.
@safe final class MappedFile {
    let base: UnsafeMutableRawPointer
    let count: Int

    init(_ path: String) throws(EmbeddingError) {
        let file = try EmbeddingError.reading { () throws(FileError) in try ReadOnlyFile(FilePath(path)) }
        let count = file.size
        guard count > 0 else { throw EmbeddingError("\(path) is empty. Fetch the model again.") }
        // Private and writable, because OpenVINO's tensors are not const; nobody writes.
        let mapped = unsafe withExtendedLifetime(file) { file in
            unsafe mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE, file.descriptor.rawValue, 0)
        }
        guard let base = unsafe mapped, unsafe base != MAP_FAILED else {
            throw EmbeddingError("\(path) cannot be mapped into memory: \(Errno(rawValue: errno)).")
        }
        unsafe self.base = base
        self.count = count
    }

    deinit {
        unsafe munmap(base, count)
    }
}
