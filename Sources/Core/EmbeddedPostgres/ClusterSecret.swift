import Files
import SystemPackage
import Text

/// The password of the role `paddle`, in a file that only its owner can read.
struct ClusterSecret: Sendable {
    let password: String

    private static let digits = 64

    /// A new password of 256 random bits.
    init() {
        var generator = SystemRandomNumberGenerator()
        password = (0..<4).map { _ in (generator.next() as UInt64).hexadecimal() }.joined()
    }

    /// The password stored in a file; nil when the file is missing or incomplete.
    init?(reading path: FilePath) throws {
        let bytes: [UInt8]
        do throws(FileError) {
            let file = try ReadOnlyFile(path, .noFollow)
            if let flaw = FileTrust.ownSecret.flaw(in: file.status, at: path), flaw.concernsMode {
                throw FileError(path, .distrusted(flaw))
            }
            bytes = try file.contents(limit: 1 << 10)
        } catch  where error.errno == .noSuchFileOrDirectory {
            return nil
        } catch {
            guard case .distrusted = error.reason else { throw error.errno }
            throw EmbeddedClusterError(.password, "The password of the private database is not used: \(error)")
        }
        let text = String(decoding: bytes, as: UTF8.self).prefix { !$0.isWhitespace }
        guard text.utf8.count == Self.digits, text.allSatisfy(\.isHexDigit) else { return nil }
        password = String(text)
    }

    func write(to path: FilePath, keeper: Account?) throws(Errno) {
        try path.writeAtomically((password + "\n").utf8, mode: .ownerReadWrite, owner: keeper)
    }
}
