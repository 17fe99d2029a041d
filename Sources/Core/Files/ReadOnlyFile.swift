import Glibc
package import SystemPackage

/// A file opened for reading.
///
/// Its kind, owner and mode are those of the open file, so that nobody can replace it between the check and the read.
/// `FileManager.contents` allows no such check, waits forever on a pipe, and has no limit.
package final class ReadOnlyFile: Sendable {
    /// Where it was opened.
    package let path: FilePath
    /// What it was when it was opened.
    package let status: Stat
    /// The descriptor, for other uses such as mapping the file into memory.
    package let descriptor: FileDescriptor

    /// What may be opened.
    package struct Options: OptionSet, Sendable {
        package let rawValue: Int

        package init(rawValue: Int) { self.rawValue = rawValue }

        /// A path that is a symbolic link is refused.
        package static let noFollow = Options(rawValue: 1)
        /// A pipe, too, as in `--config <(…)`; opening and reading one wait for its other end.
        package static let pipe = Options(rawValue: 2)
    }

    package init(_ path: FilePath, _ options: Options = []) throws(FileError) {
        var flags: FileDescriptor.OpenOptions = .closeOnExec
        if options.contains(.noFollow) { flags.insert(.noFollow) }
        // Opening a pipe would wait for its other end.
        if !options.contains(.pipe) { flags.insert(.nonBlocking) }
        do throws(Errno) {
            descriptor = try Errno.typed { try FileDescriptor.open(path, .readOnly, options: flags) }
        } catch {
            throw FileError(path, .system(error))
        }
        do throws(Errno) {
            status = try descriptor.stat()
        } catch {
            try? descriptor.close()
            throw FileError(path, .system(error))
        }
        guard status.type == .regular || options.contains(.pipe) && status.type == .fifo else {
            try? descriptor.close()
            throw FileError(path, .notRegular)
        }
        self.path = path
    }

    deinit { try? descriptor.close() }

    /// Its size in bytes when it was opened; 0 for files that the kernel generates on reading.
    package var size: Int { Int(status.size) }

    /// Changes when the file does: device, inode, size and time of the last change.
    package var identity: String {
        let changed = status.st_mtim
        return "\(status.deviceID.rawValue) \(status.inode.rawValue) \(size) \(changed.tv_sec).\(changed.tv_nsec)"
    }

    /// A whole file of at most `limit` bytes.
    package static func contents(
        of path: FilePath,
        limit: Int,
        _ options: Options = []
    ) throws(FileError) -> [UInt8] {
        try ReadOnlyFile(path, options).contents(limit: limit)
    }

    /// All of it. The size is not relied on: files of `/proc` have none.
    package func contents(limit: Int) throws(FileError) -> [UInt8] {
        guard size <= limit else { throw FileError(path, .tooLong(limit: limit)) }
        // One byte more reveals a file that has grown.
        let bytes = try bytes(at: 0, atMost: limit + 1)
        guard bytes.count <= limit else { throw FileError(path, .tooLong(limit: limit)) }
        return bytes
    }

    /// The bytes of a range that lies inside the file.
    package func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        let bytes = try bytes(at: offset, atMost: count)
        guard bytes.count == count else { throw FileError(path, .endedEarly) }
        return bytes
    }

    /// The bytes from an offset to the end of the file, or as many as `limit`.
    package func bytes(at offset: Int, atMost limit: Int) throws(FileError) -> [UInt8] {
        var all: [UInt8] = []
        while all.count < limit {
            let rest = size - offset - all.count
            // The whole rest at once, and then a look for more.
            let piece = try read(at: offset + all.count, atMost: min(limit - all.count, max(rest, 1 << 14)))
            if piece.isEmpty { break }
            if all.isEmpty { all = piece } else { all += piece }
        }
        return all
    }

    /// What one call of the system gives; nothing at the end.
    private func read(at offset: Int, atMost count: Int) throws(FileError) -> [UInt8] {
        do throws(Errno) {
            return try Errno.typed {
                try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                    let memory = UnsafeMutableRawBufferPointer(buffer)
                    if status.type == .regular {
                        filled = try unsafe descriptor.read(fromAbsoluteOffset: Int64(offset), into: memory)
                    } else {
                        // A pipe has no offsets.
                        filled = try unsafe descriptor.read(into: memory)
                    }
                }
            }
        } catch {
            throw FileError(path, .system(error))
        }
    }
}
