import Cryptography
import Text

/// The path of a Markdown file inside the folder, with `/` between its parts, each an ordinary name.
///
/// No part begins with a dot: such names are for programs, as `.git` and our own `.paddle` are.
struct FolderPath: Sendable, Hashable, Comparable, CustomStringConvertible {
    static let mostParts = 8

    let parts: [String]

    /// nil for what is no such path.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= Self.mostParts, text.utf8.count <= 1_024, parts.allSatisfy(Self.isName),
            let name = parts.last, name.utf8.count > 3, name.lowercased().hasSuffix(".md")
        else { return nil }
        self.parts = parts
    }

    /// Whether a text can be a part of a path.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.first != UInt8(ascii: ".") && text.utf8.count <= 255
            && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "/" && $0 != "\\" }
    }

    var text: String { parts.joined(separator: "/") }
    var description: String { text }
    /// The name of the file without `.md`.
    var stem: String { String((parts.last ?? "").dropLast(3)) }

    /// The same for paths that a file system may take for one: such as ignore case, and Apple's, which do not tell ways
    /// of writing one letter apart, as `==` of Swift's strings does not.
    var folded: String { text.lowercased() }

    /// A file beside this one.
    func sibling(_ name: String) -> FolderPath? {
        FolderPath((parts.dropLast() + [name]).joined(separator: "/"))
    }

    static func == (left: FolderPath, right: FolderPath) -> Bool {
        BytewiseString(left.text) == BytewiseString(right.text)
    }

    static func < (left: FolderPath, right: FolderPath) -> Bool {
        BytewiseString(left.text) < BytewiseString(right.text)
    }

    func hash(into hasher: inout Hasher) { hasher.combine(BytewiseString(text)) }
}

// MARK: Conflict files

extension FolderPath {
    /// Where a file's side of a conflict is kept: beside the file, under a name that is the same for the same text, so
    /// that a conflict that is met twice is one file.
    func conflict(of memory: Int32, _ text: MarkdownText) -> FolderPath? {
        let hash = HashFunction.sha256.hash(Array(text.string.utf8)).hex.prefix(8)
        let end = ".conflict-\(memory)-\(hash).md"
        var stem = Substring(stem)
        while stem.utf8.count + end.utf8.count > 255 { stem.removeLast() }
        return sibling(stem + end)
    }

    /// Whether it is such a file. They are for people, and no memories.
    var isConflict: Bool { stem.contains(/\.conflict-[0-9]+-[0-9a-f]{8}$/) }
}
