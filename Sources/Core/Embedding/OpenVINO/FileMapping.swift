import Files
import Glibc
import SystemPackage

/// A place in the memory of this process where a whole file is mapped.
struct FileMapping: Hashable {
    private let start: UInt
    private let byteCount: Int

    /// Where a file is mapped now.
    static func all(of file: ReadOnlyFile) -> Set<FileMapping> {
        let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
        let pages = (file.size + pageSize - 1) / pageSize
        let bytes = (try? ReadOnlyFile("/proc/self/maps").bytes(at: 0, atMost: 1 << 24)) ?? []
        // A line is "START-END permissions offset device inode path".
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let mappings = lines.compactMap { line -> FileMapping? in
            guard line.hasSuffix(" \(file.path)"), let place = line.split(separator: " ").first else { return nil }
            let range = place.split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard range.count == 2, range[1] == range[0] + UInt(pages * pageSize) else { return nil }
            return FileMapping(start: range[0], byteCount: pages * pageSize)
        }
        return Set(mappings)
    }

    /// Gives back the memory of its pages. What is needed of them later is read from the file, or from the system's copy
    /// of it in memory.
    func release() {
        _ = unsafe madvise(UnsafeMutableRawPointer(bitPattern: start), byteCount, MADV_DONTNEED)
    }
}
