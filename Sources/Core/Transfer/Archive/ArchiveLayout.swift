import Cryptography

/// The members of an archive: the manifest, then the documents in parts, each a file of JSON lines. Before each stands
/// its checksum, in the form of `sha256sum`, so that nothing is relied on that was not checked.
enum ArchiveLayout {
    static let manifest = "manifest.json"

    /// The documents are divided into parts of about this many bytes.
    static let partBytes = 8 << 20

    /// The most bytes of a part, for one document with a very long text.
    static let longestPart = 256 << 20

    /// The name of a part, counted from 1.
    static func part(_ number: Int) -> String {
        let digits = String(number)
        return "documents/\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits).jsonl"
    }

    /// The name of the member with the checksum of another.
    static func checksum(of member: String) -> String { "\(member).sha256" }

    /// What that member holds.
    static func checksum(of bytes: [UInt8], in member: String) -> [UInt8] {
        Array("\(HashFunction.sha256.hash(bytes).hex)  \(member)\n".utf8)
    }
}
