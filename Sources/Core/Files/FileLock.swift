package import Glibc
package import SystemPackage

/// An exclusive `flock` on a file, released when this value goes or its process ends, however it ends.
///
/// The lock belongs to the open file, so a child process that inherits the descriptor holds it as well.
package struct FileLock: ~Copyable {
    package let descriptor: FileDescriptor

    /// Takes the lock if it is free.
    ///
    /// - Parameter owner: Who is to own the file, where that is not the account asking.
    /// - Returns: The lock, or nothing when another process holds it.
    package static func take(
        _ path: FilePath,
        owner: (userID: uid_t, groupID: gid_t)? = nil
    ) throws(Errno) -> FileLock? {
        let descriptor = try open(path, [.create, .noFollow, .closeOnExec])
        if let owner { _ = fchown(descriptor.rawValue, owner.userID, owner.groupID) }
        return try lock(descriptor)
    }

    /// Whether nobody holds the lock at this moment. Makes no file: the folder may be on its way out.
    package static func isFree(_ path: FilePath) throws(Errno) -> Bool {
        let descriptor: FileDescriptor
        do {
            descriptor = try open(path, [.noFollow, .closeOnExec])
        } catch .noSuchFileOrDirectory {
            return true
        }
        guard let lock = try lock(descriptor) else { return false }
        _ = consume lock
        return true
    }

    private static func open(_ path: FilePath, _ options: FileDescriptor.OpenOptions) throws(Errno) -> FileDescriptor {
        do {
            return try FileDescriptor.open(path, .readWrite, options: options, permissions: [.ownerReadWrite])
        } catch {
            throw error as? Errno ?? .ioError
        }
    }

    /// Locks an open file, or closes it when another process has.
    private static func lock(_ descriptor: FileDescriptor) throws(Errno) -> FileLock? {
        guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            let error = Errno(rawValue: errno)
            try? descriptor.close()
            if error == .wouldBlock { return nil }
            throw error
        }
        return FileLock(descriptor: descriptor)
    }

    deinit { try? descriptor.close() }
}
