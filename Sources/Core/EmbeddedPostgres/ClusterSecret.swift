import SystemPackage

/// The password of the role `paddle`, in a file that only its owner can read.
struct ClusterSecret: Sendable {
    let password: String

    private static let digits = 64

    /// A new password of 256 random bits.
    init() {
        var generator = SystemRandomNumberGenerator()
        password = (0..<4).map { _ in
            let hex = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - hex.count) + hex
        }.joined()
    }

    /// The password stored in a file; nil when the file is missing or incomplete.
    init?(reading path: FilePath) throws(Errno) {
        let bytes: [UInt8]
        do {
            bytes = try ClusterFiles.read(path)
        } catch .noSuchFileOrDirectory {
            return nil
        }
        let text = String(decoding: bytes, as: UTF8.self).prefix { !$0.isWhitespace }
        guard text.utf8.count == Self.digits, text.allSatisfy(\.isHexDigit) else { return nil }
        password = String(text)
    }

    func write(to path: FilePath, keeper: ClusterAccount?) throws(Errno) {
        try ClusterFiles.writeAtomically(password + "\n", to: path, mode: [.ownerReadWrite], owner: keeper)
    }
}
