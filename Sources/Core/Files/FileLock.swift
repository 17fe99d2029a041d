package import Glibc
package import SystemPackage

/// A `flock` on a file, released when this value goes or its process ends, however it ends.
///
/// The lock belongs to the open file, so a child process that inherits the descriptor holds it as well.
package struct FileLock: ~Copyable, Sendable {
    package let descriptor: FileDescriptor

    /// Whether others may hold the lock, too.
    package enum Mode: Sendable {
        /// Others may share it.
        case shared
        /// Nobody else may hold it.
        case exclusive
    }

    /// Waits for a lock, blocking the thread.
    package static func wait(for path: FilePath, _ mode: Mode) throws(Errno) -> FileLock {
        let lock = FileLock(descriptor: try open(path, [.create, .noFollow, .closeOnExec]))
        try lock.change(to: mode)
        return lock
    }

    /// Waits for the lock in the other mode. The current one is released first, so another process may get it in
    /// between.
    package borrowing func change(to mode: Mode) throws(Errno) {
        while flock(descriptor.rawValue, mode == .shared ? LOCK_SH : LOCK_EX) != 0 {
            guard errno == EINTR else { throw Errno(rawValue: errno) }
        }
    }

    /// Takes the exclusive lock if it is free.
    ///
    /// - Parameter owner: The owner of a new file, where that is not the current account.
    /// - Returns: The lock, or nil when another process holds it.
    package static func take(
        _ path: FilePath,
        owner: (userID: uid_t, groupID: gid_t)? = nil
    ) throws(Errno) -> FileLock? {
        let descriptor = try open(path, [.create, .noFollow, .closeOnExec])
        if let owner { _ = fchown(descriptor.rawValue, owner.userID, owner.groupID) }
        return try lock(descriptor)
    }

    /// Whether nobody holds the lock now. It creates no file, since the folder may be about to be deleted.
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
        let descriptor = try Errno.typed {
            try FileDescriptor.open(path, .readWrite, options: options, permissions: [.ownerReadWrite])
        }
        // Another name of a file elsewhere must not get another owner.
        guard let status = try? descriptor.stat(), status.type == .regular, status.linkCount == 1 else {
            try? descriptor.close()
            throw .notPermitted
        }
        return descriptor
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
