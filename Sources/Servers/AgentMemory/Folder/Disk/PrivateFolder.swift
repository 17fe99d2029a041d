import Cryptography
import Files
import Glibc
import SystemPackage

/// What we keep in the folder for ourselves, in `.paddle`: which folder it is, the lock, and files that are being
/// written. Git does not see it.
///
/// It tells the folder from whatever else has its path at some time: the empty folder that a disk is mounted on, or one
/// that somebody made anew.
struct PrivateFolder: Sendable {
    static let name = ".paddle"

    let folder: OpenFolder
    let root: OpenFolder

    /// Makes it where it is not there.
    init(in root: OpenFolder) throws(Errno) {
        self.root = root
        try root.makeFolder(Self.name, mode: 0o700)
        folder = try root.folder(Self.name)
        if try folder.status(".gitignore") == nil { try write(".gitignore", Array("*\n".utf8)) }
    }

    /// The names that the folder was given, the last one first: one by each database that it is kept in step with.
    ///
    /// They hold for this folder alone: a copy of it is another folder, and has none.
    static func names(of root: OpenFolder) throws(Errno) -> [String] {
        let bytes: [UInt8]
        do throws(Errno) {
            bytes = try root.folder(name).contents(file, limit: 4_096)
        } catch .noSuchFileOrDirectory {
            return []
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.first == (try root.identity) else { return [] }
        return lines.dropFirst().filter(FileMark.isName)
    }

    func add(name: String) throws(Errno) {
        let names = try Self.names(of: root).filter { $0 != name }.prefix(Self.mostNames - 1)
        let lines = [try root.identity, name] + names
        try write(Self.file, Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    private static let file = "folder"
    private static let mostNames = 8

    private func write(_ name: String, _ bytes: [UInt8]) throws(Errno) {
        let draft = try writeDraft(bytes, like: nil)
        try folder.rename(draft, to: folder, name)
        try folder.sync()
    }

    /// Writes bytes to a file that nobody else sees, completely.
    ///
    /// - Parameter status: The file that it is to replace, whose owner and mode it gets; nil for a new one, which belongs
    ///   to whom the folder does. Where we may not give a file away, it is ours.
    /// - Returns: Its name.
    func writeDraft(_ bytes: [UInt8], like status: Stat?) throws(Errno) -> String {
        let name = "draft-\(UInt64.random(in: 0 ... .max))"
        let file = try folder.open(name, O_WRONLY | O_CREAT | O_EXCL, mode: 0o666)
        do throws(Errno) {
            defer { try? file.close() }
            try Errno.typed { _ = try file.writeAll(bytes) }
            let folderStatus = try root.descriptor.stat()
            let owner = status ?? folderStatus
            _ = fchown(file.rawValue, owner.userID.rawValue, owner.groupID.rawValue)
            if let status { try Errno.check(fchmod(file.rawValue, mode_t(status.permissions.rawValue) & 0o777)) }
            try Errno.check(fsync(file.rawValue))
        } catch {
            // Such as of a full disk.
            try? folder.remove(name)
            throw error
        }
        return name
    }
}
