import Glibc
package import SystemPackage

extension FilePath {
    /// Writes a file completely or not at all, even in case of a power cut. The caller sees to it that nobody else writes
    /// it at the same time.
    ///
    /// - Parameter owner: The owner of the file, where that is not the current account.
    package func writeAtomically(
        _ bytes: some Sequence<UInt8>,
        mode: FilePermissions,
        owner: Account? = nil
    ) throws(Errno) {
        let draft = FilePath(string + ".new")
        // Left behind by a writer that was killed.
        try draft.removeFile()
        try draft.create(with: bytes, mode: mode) { (file) throws(Errno) in
            if let owner { try Errno.check(fchown(file.rawValue, owner.userID, owner.groupID)) }
            try Errno.check(fsync(file.rawValue))
        }
        try draft.rename(to: self)
        try removingLastComponent().syncFolder()
    }

    /// Gives a file or folder another path, in place of any file there.
    package func rename(to target: FilePath) throws(Errno) {
        try Errno.check(unsafe Glibc.rename(string, target.string))
    }

    /// Makes what was made, renamed or removed in this folder survive a power cut.
    package func syncFolder() throws(Errno) {
        try Errno.typed {
            let folder = try FileDescriptor.open(self, .readOnly, options: [.directory, .closeOnExec])
            try folder.closeAfter { try Errno.check(fsync(folder.rawValue)) }
        }
    }
}
