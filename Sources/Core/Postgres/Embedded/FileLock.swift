import Glibc
import SystemPackage

/// An exclusive `flock` on a file, released when this value goes or its process ends, however it ends.
///
/// The lock belongs to the open file, so a child process that inherits the descriptor holds it as well.
struct FileLock: ~Copyable {
    let descriptor: FileDescriptor

    /// Takes the lock if it is free.
    ///
    /// - Parameter keeper: Who is to own the file, where that is not the account asking.
    /// - Returns: The lock, or nothing when another process holds it.
    static func take(_ path: FilePath, keeper: ClusterAccount? = nil) throws(Errno) -> FileLock? {
        let descriptor: FileDescriptor
        do {
            descriptor = try FileDescriptor.open(
                path,
                .readWrite,
                options: [.create, .noFollow, .closeOnExec],
                permissions: [.ownerReadWrite]
            )
        } catch {
            throw error as? Errno ?? .ioError
        }
        if let keeper { _ = fchown(descriptor.rawValue, keeper.userID, keeper.groupID) }
        guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            let error = Errno(rawValue: errno)
            try? descriptor.close()
            if error == .wouldBlock { return nil }
            throw error
        }
        return FileLock(descriptor: descriptor)
    }

    /// Whether nobody holds the lock at this moment.
    static func isFree(_ path: FilePath) throws(Errno) -> Bool {
        guard let lock = try take(path) else { return false }
        _ = consume lock
        return true
    }

    deinit { try? descriptor.close() }
}
