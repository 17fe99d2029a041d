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
        if let key = read(path) { return key }
        var generator = SystemRandomNumberGenerator()
        let key = (0..<bytes).map { _ in UInt8.random(in: 0...255, using: &generator) }
        do {
            // Others may enter the folder: the private database is in it too, and root runs that under another account.
            try Folder.makeAll(FilePath(home), mode: 0o755)
            // Written to a draft and then linked: of several processes that make a key, the first wins.
            let draft = FilePath("\(path).\(UInt64.random(in: .min ... .max))")
            defer { try? draft.removeFile() }
            try draft.create(with: key, mode: .ownerReadWrite)
            _ = unsafe link(draft.string, path.string)
        } catch {
            logger.warning(
                "the key for questions to clients is for this process alone: it could not be kept",
                metadata: ["file": "\(path)", "reason": "\(error)"]
            )
            return key
        }
        return read(path) ?? key
    }

    private static func read(_ path: FilePath) -> [UInt8]? {
        guard let key = try? ReadOnlyFile.contents(of: path, limit: bytes), key.count == bytes else { return nil }
        return key
    }
}
