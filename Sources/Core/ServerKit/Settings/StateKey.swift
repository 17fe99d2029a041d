import Files
import Glibc
import Logging
import SystemPackage

/// The key that signs what travels through clients between two rounds of a request. It is kept under PADDLE_HOME, so
/// that one process can get the second round of a request whose first round went to another.
enum StateKey {
    static let bytes = 32

    /// The key, made on first use; where the file cannot be used, a key for this process alone.
    static func load(home: String, logger: Logger) -> [UInt8] {
        let path = FilePath(home).appending("request-state.key")
        do {
            if let key = try read(path) { return key }
            return try make(path)
        } catch {
            logger.warning(
                "the key for questions to clients is for this process alone: it could not be kept",
                metadata: ["file": "\(path)", "reason": "\(error)"]
            )
            return random()
        }
    }

    private static func random() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<bytes).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private static func make(_ path: FilePath) throws -> [UInt8] {
        let home = path.removingLastComponent()
        // Others may enter the folder: the private database is in it too, and root runs that under another account.
        try Folder.makeAll(home, mode: 0o755)
        _ = try home.trusted()
        // Written to a draft and then linked: of several processes that make a key, the first wins.
        let draft = FilePath("\(path).\(UInt64.random(in: .min ... .max))")
        defer { try? draft.removeFile() }
        try draft.create(with: random(), mode: .ownerReadWrite) { (file) throws(Errno) in
            try Errno.check(fsync(file.rawValue))
        }
        if unsafe link(draft.string, path.string) != 0, errno != EEXIST { throw Errno(rawValue: errno) }
        guard let key = try read(path) else { throw FileError(path, .system(.noSuchFileOrDirectory)) }
        return key
    }

    /// Nil where there is none.
    private static func read(_ path: FilePath) throws(FileError) -> [UInt8]? {
        do throws(FileError) {
            let key = try ReadOnlyFile.contents(of: path, limit: bytes, trust: .ownSecret)
            guard key.count == bytes else { throw FileError(path, .endedEarly) }
            return key
        } catch  where error.reason == .system(.noSuchFileOrDirectory) {
            return nil
        }
    }
}
