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
        /// A pipe of the shell, too, as in `--config <(…)`; reading it waits for its other end. Named pipes are refused,
        /// since nobody may ever write to them.
        package static let pipe = Options(rawValue: 2)
    }

    /// - Parameter trust: What must hold of it before it is read; nil for files that nobody relies on.
    package init(_ path: FilePath, _ options: Options = [], trust: FileTrust? = nil) throws(FileError) {
        // Opening a named pipe would wait for its other end.
        var flags: FileDescriptor.OpenOptions = [.closeOnExec, .nonBlocking]
        if options.contains(.noFollow) { flags.insert(.noFollow) }
        var place = path
        if let trust, trust.includesWay {
            place = try path.trusted(trust)
            flags.insert(.noFollow)
        }
        do throws(Errno) {
            descriptor = try Errno.typed { [place] in try FileDescriptor.open(place, .readOnly, options: flags) }
        } catch {
            throw FileError(path, .system(error))
        }
        do throws(Errno) {
            status = try descriptor.stat()
        } catch {
            try? descriptor.close()
            throw FileError(path, .system(error))
        }
        let isPipe = options.contains(.pipe) && descriptor.isUnnamedPipe
        guard status.type == .regular || isPipe else {
            try? descriptor.close()
            throw FileError(path, .notRegular)
        }
        // A pipe of the shell is the user's own.
        if !isPipe, let flaw = trust?.flaw(in: status, at: place) {
            try? descriptor.close()
            throw FileError(path, .distrusted(flaw))
        }
        if isPipe { descriptor.waitForBytes() }
        self.path = path
    }

    deinit { try? descriptor.close() }

    /// Its size in bytes when it was opened; 0 for files that the kernel generates on reading.
    package var size: Int { Int(status.size) }

    /// Changes when the file does: device, inode, size and time of the last change.
    package var identity: String { Self.identity(status) }

    /// Changes whenever anything about the file does, even where its times are set back afterwards; unlike ``identity`` it
    /// stays the same when the disk is mounted again under another number.
    package var stamp: String {
        let (changed, touched) = (status.st_mtim, status.st_ctim)
        return
            "\(status.inode.rawValue) \(size) \(changed.tv_sec).\(changed.tv_nsec) \(touched.tv_sec).\(touched.tv_nsec)"
    }

    /// Whether nobody has changed the file since it was opened.
    package var isUnchanged: Bool { (try? descriptor.stat()).map(Self.identity) == identity }

    private static func identity(_ status: Stat) -> String {
        let changed = status.st_mtim
        return
            "\(status.deviceID.rawValue) \(status.inode.rawValue) \(status.size) \(changed.tv_sec).\(changed.tv_nsec)"
    }

    /// A whole file of at most `limit` bytes.
    package static func contents(
        of path: FilePath,
        limit: Int,
        _ options: Options = [],
        trust: FileTrust? = nil
    ) throws(FileError) -> [UInt8] {
        try ReadOnlyFile(path, options, trust: trust).contents(limit: limit)
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

    /// Lends the whole file in pieces of the same memory, up to its end.
    ///
    /// - Parameter body: Gets a buffer, and how many of its first bytes are the next of the file.
    package func forEachPiece(_ body: (_ buffer: [UInt8], _ count: Int) throws(FileError) -> Void) throws(FileError) {
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var offset = 0
        while true {
            let count: Int
            do throws(Errno) {
                count = try Errno.typed {
                    try unsafe buffer.withUnsafeMutableBytes { memory in
                        try unsafe descriptor.read(fromAbsoluteOffset: Int64(offset), into: memory)
                    }
                }
            } catch {
                throw FileError(path, .system(error))
            }
            if count == 0 { break }
            try body(buffer, count)
            offset += count
        }
        guard offset == size else { throw FileError(path, offset < size ? .endedEarly : .changed) }
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

extension FileDescriptor {
    /// Whether it is a pipe without a name, as a shell makes.
    fileprivate var isUnnamedPipe: Bool {
        FilePath("/proc/self/fd/\(rawValue)").linkTarget?.string.hasPrefix("pipe:") ?? false
    }

    /// Makes reading wait.
    fileprivate func waitForBytes() {
        _ = fcntl(rawValue, F_SETFL, fcntl(rawValue, F_GETFL) & ~O_NONBLOCK)
    }
}
