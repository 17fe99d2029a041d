import Glibc
package import SystemPackage

extension FilePath {
    /// Whether the path exists, even as a dangling symbolic link.
    package func exists() throws(Errno) -> Bool {
        do {
            _ = try Stat(self, followTargetSymlink: false)
            return true
        } catch .noSuchFileOrDirectory {
            return false
        }
    }

    /// The absolute path; a relative one is resolved against the current directory.
    package var absolute: FilePath {
        guard isRelative, let directory = unsafe getcwd(nil, 0) else { return self }
        defer { unsafe free(directory) }
        return unsafe FilePath(platformString: directory).pushing(self)
    }

    /// Whether it is a folder; links are followed.
    package var isFolder: Bool { (try? Stat(self))?.type == .directory }

    /// The path without links and relative parts; the path itself where it does not exist.
    package var resolved: FilePath {
        guard let resolved = unsafe realpath(string, nil) else { return self }
        defer { unsafe free(resolved) }
        return unsafe FilePath(platformString: resolved)
    }

    /// Removes a file or a link, unless there is none.
    package func removeFile() throws(Errno) {
        do {
            try Errno.check(unsafe unlink(string))
        } catch .noSuchFileOrDirectory {
            return
        }
    }

    /// Makes a symbolic link here.
    package func makeLink(to target: FilePath) throws(Errno) {
        try Errno.check(unsafe symlink(target.string, string))
    }

    /// Where a symbolic link leads; nil where there is none.
    package var linkTarget: FilePath? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = unsafe readlink(string, &buffer, buffer.count - 1)
        guard count >= 0 else { return nil }
        // The byte after it is zero.
        return unsafe buffer.withUnsafeBufferPointer {
            unsafe $0.baseAddress.map { unsafe FilePath(platformString: $0) }
        }
    }

    /// Whether this, or a folder on the way to it, is a symbolic link that leads nowhere.
    package var isBehindBrokenLink: Bool {
        var place = absolute
        while !place.components.isEmpty {
            if place.linkTarget != nil, unsafe access(place.string, F_OK) != 0 { return true }
            place.removeLastComponent()
        }
        return false
    }

    /// Writes a file that must not exist yet.
    ///
    /// - Parameter finish: What else to do with the open file, such as changing its owner.
    package func create(
        with bytes: some Sequence<UInt8>,
        mode: FilePermissions,
        finish: (FileDescriptor) throws(Errno) -> Void = { _ in }
    ) throws(Errno) {
        try Errno.typed {
            let file = try FileDescriptor.open(
                self,
                .writeOnly,
                options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
                permissions: mode
            )
            try file.closeAfter {
                try file.writeAll(bytes)
                try finish(file)
            }
        }
    }
}
