package import SystemPackage

/// All bytes of a file that stayed the same while it was read.
package struct WholeFile: Sendable {
    package let bytes: [UInt8]
    /// What the file was before and after.
    package let identity: FileIdentity

    /// Reads an open file.
    ///
    /// - Parameter expected: What it must be; nil for whatever it is.
    /// - Throws: ``Errno/fileTooLarge`` above the limit, ``Errno/resourceTemporarilyUnavailable`` where it changes or is
    ///   removed, and ``Errno/notPermitted`` where it is no file.
    package init(_ file: FileDescriptor, limit: Int, expecting expected: FileIdentity? = nil) throws(Errno) {
        let status = try file.stat()
        guard status.type == .regular else { throw .notPermitted }
        guard status.size <= limit else { throw .fileTooLarge }
        identity = FileIdentity(status)
        guard identity == expected ?? identity else { throw .resourceTemporarilyUnavailable }
        bytes = try file.bytes(expecting: identity.size, limit: limit)
        // Its time of change is another one once it lost its name.
        guard FileIdentity(try file.stat()) == identity else { throw .resourceTemporarilyUnavailable }
    }
}

extension OpenFolder {
    /// The bytes of a whole file in it, as ``WholeFile`` reads them.
    package func contents(
        _ name: String,
        limit: Int,
        _ expected: FileIdentity? = nil
    ) throws(Errno) -> [UInt8] {
        let file = try open(name, FileDescriptor.AccessMode.readOnly.rawValue)
        defer { try? file.close() }
        return try WholeFile(file, limit: limit, expecting: expected).bytes
    }
}

extension FileDescriptor {
    /// The rest of a file. Its size is not relied on: files of `/proc` have none.
    fileprivate func bytes(expecting size: Int, limit: Int) throws(Errno) -> [UInt8] {
        var all: [UInt8] = []
        // One byte more finds the end of the file at once.
        var capacity = min(max(size, 0), limit, 1 << 26) + 1
        while all.count <= limit {
            let piece = try Errno.typed { [capacity] in
                try unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
                    count = try unsafe read(into: UnsafeMutableRawBufferPointer(buffer))
                }
            }
            if piece.isEmpty { return all }
            if all.isEmpty { all = piece } else { all += piece }
            if all.count >= size { capacity = 1 << 16 } else { capacity = min(size - all.count + 1, 1 << 26) }
        }
        throw .fileTooLarge
    }
}
