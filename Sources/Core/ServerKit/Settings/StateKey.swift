import FoundationEssentials
import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The key that signs what travels through clients between two rounds of a request. It lies under PADDLE_HOME, so that
/// the process that gets the second round may be another than the one that got the first.
enum StateKey {
    static let bytes = 32

    /// The key, made at the first use; one for this process alone where the file cannot be used.
    static func load(home: String, logger: Logger) -> [UInt8] {
        let path = home + "/request-state.key"
        if let key = read(path) { return key }
        var generator = SystemRandomNumberGenerator()
        let key = (0..<bytes).map { _ in UInt8.random(in: 0...255, using: &generator) }
        do {
            try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
            // Written whole beside it and then linked: of several processes that make one, the first wins.
            let draft = "\(path).\(getpid())"
            defer { _ = unsafe unlink(draft) }
            try write(key, to: draft)
            _ = unsafe link(draft, path)
        } catch {
            logger.warning(
                "the key for questions to clients is for this process alone: it could not be kept",
                metadata: ["file": "\(path)", "reason": "\(error)"]
            )
            return key
        }
        return read(path) ?? key
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let data = FileManager.default.contents(atPath: path), data.count == bytes else { return nil }
        return Array(data)
    }

    private static func write(_ key: [UInt8], to path: String) throws {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SettingsError("cannot write \(path): \(unsafe String(cString: strerror(errno)))") }
        defer { close(file) }
        let count = unsafe key.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
        guard count == key.count else { throw SettingsError("cannot write \(path)") }
    }
}
