import Glibc
package import SystemPackage

extension FileDescriptor {
    /// Opens a file for writing at its end, or creates it where that is asked for.
    ///
    /// The folder may belong to an account with fewer rights than ours. So links are not followed, a named pipe is not
    /// waited for, and a file that has another name elsewhere is refused.
    package static func appending(
        to path: FilePath,
        creating permissions: FilePermissions? = nil
    ) throws(Errno) -> FileDescriptor {
        var options: OpenOptions = [.append, .noFollow, .nonBlocking, .closeOnExec]
        if permissions != nil { options.insert(.create) }
        let file = try Errno.typed { [options] in
            try FileDescriptor.open(path, .writeOnly, options: options, permissions: permissions)
        }
        do throws(Errno) {
            let status = try file.stat()
            guard status.type == .regular, status.linkCount == 1 else { throw Errno.notPermitted }
            try Errno.check(fcntl(file.rawValue, F_SETFL, O_APPEND))
            return file
        } catch {
            try? file.close()
            throw error
        }
    }
}
