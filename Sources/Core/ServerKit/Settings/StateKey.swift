import Files
import Glibc
import Logging
import SystemPackage

/// The key that signs what travels through clients between two rounds of a request. It lies under PADDLE_HOME, so that
/// the process that gets the second round may be another than the one that got the first.
enum StateKey {
    static let bytes = 32

    /// The key, made at the first use; one for this process alone where the file cannot be used.
    static func load(home: String, logger: Logger) -> [UInt8] {
        let path = FilePath(home).appending("request-state.key")
        if let key = read(path) { return key }
        var generator = SystemRandomNumberGenerator()
        let key = (0..<bytes).map { _ in UInt8.random(in: 0...255, using: &generator) }
        do {
            // Open to enter, since the private database lies there too, and root runs that by another account.
            try Folder.makeAll(FilePath(home), mode: 0o755)
            // Written whole beside it and then linked: of several processes that make one, the first wins.
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
