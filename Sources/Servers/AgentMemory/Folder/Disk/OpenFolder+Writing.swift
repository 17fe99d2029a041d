import Files
import Glibc
import SystemPackage

extension OpenFolder {
    /// Tells it from other folders, also such as take its path later. The number of its device is no part of it, since a
    /// disk may be mounted under another one.
    var identity: String {
        get throws(Errno) { "\(try descriptor.stat().inode.rawValue)" }
    }

    /// The folder that a file is in.
    ///
    /// - Parameter makes: Whether folders on the way are made where there are none.
    func parent(of path: FolderPath, makes: Bool = false) throws(Errno) -> OpenFolder {
        var folder = self
        for part in path.parts.dropLast() {
            if makes { try folder.makeFolder(part) }
            folder = try folder.folder(part)
        }
        return folder
    }

    /// Makes a folder unless there is one.
    func makeFolder(_ name: String, mode: mode_t = 0o755) throws(Errno) {
        do throws(Errno) {
            try Errno.check(unsafe mkdirat(descriptor.rawValue, name, mode))
        } catch .fileExists {
            return
        }
    }

    /// Moves what a name stands for here to another name, in place of any file there.
    func rename(_ name: String, to folder: OpenFolder, _ target: String) throws(Errno) {
        try Errno.check(unsafe renameat(descriptor.rawValue, name, folder.descriptor.rawValue, target))
    }

    /// Removes a file, unless there is none.
    func remove(_ name: String) throws(Errno) {
        do throws(Errno) {
            try Errno.check(unsafe unlinkat(descriptor.rawValue, name, 0))
        } catch .noSuchFileOrDirectory {
            return
        }
    }

    /// Makes what happened to its names survive a power cut.
    func sync() throws(Errno) { try Errno.check(fsync(descriptor.rawValue)) }
}
