import Text

/// What the front matter of a file says about its memories, under the key `memory_bank`:
///
///     memory_bank: {folder: 9f86d081884c7d65, base: 60303ae22b998861, memories: [12, 15, 16]}
struct FileMark: Sendable, Hashable {
    /// Which folder of which bank the ids belong to.
    var folder: String
    /// The hash of the file's body as it was when this was written: what later edits of the file began with.
    var base: String
    /// The memories in the order of their sections.
    var memories: [Int32]

    static let key = "memory_bank"

    /// One line, so that it takes no room, and merges of Git's find their conflicts in one place.
    var line: String {
        "\(Self.key): {folder: \(folder), base: \(base), memories: [\(memories.map(String.init).joined(separator: ", "))]}"
    }

    /// A name that no other folder has.
    static func newName() -> String { UInt64.random(in: 0 ... .max).hexadecimal() }

    /// Whether a text can be what names a folder or a base.
    static func isName(_ text: String) -> Bool {
        text.utf8.count == 16
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
