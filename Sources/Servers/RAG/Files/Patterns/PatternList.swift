/// Patterns of which the last that matches decides.
struct PatternList: Sendable {
    private var patterns: [PathPattern] = []

    var isEmpty: Bool { patterns.isEmpty }
    var count: Int { patterns.count }

    init() {}

    /// What a `.gitignore` says, read as git reads it.
    init(ignoreFile bytes: [UInt8]) {
        var text = bytes[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
        for line in text.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
            if let pattern = PathPattern(Self.trimmed(line)) { patterns.append(pattern) }
        }
    }

    /// What a caller gives.
    init(globs: [String]) throws(GlobError) {
        guard globs.count <= GlobError.mostGlobs else { throw GlobError.tooMany }
        for glob in globs {
            for text in try BraceExpansion.expand(glob) {
                // As people write it, and as it never stands in a path.
                let isHere = text.starts(with: Array("./".utf8))
                guard let pattern = PathPattern(isHere ? text.dropFirst() : text[...], countsCharacters: true) else {
                    throw GlobError.unreadable(glob)
                }
                patterns.append(pattern)
            }
        }
    }

    /// What the list says of a path that is relative to its folder: whether it matches, or nil where no pattern does.
    ///
    /// - Parameter nameCount: How many bytes the last name of the path has.
    func decision(on path: Span<UInt8>, nameCount: Int, isFolder: Bool) -> Bool? {
        var index = patterns.count
        while index > 0 {
            index -= 1
            if patterns[index].matches(path, nameCount: nameCount, isFolder: isFolder) {
                return !patterns[index].isNegated
            }
        }
        return nil
    }

    /// A line without what does not count: a carriage return, all after a zero byte, and spaces at the end but an escaped
    /// one.
    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let text = (line.last == UInt8(ascii: "\r") ? line.dropLast() : line).prefix { $0 != 0 }
        var end = text.startIndex
        var place = text.startIndex
        while place < text.endIndex {
            if text[place] == UInt8(ascii: "\\") {
                // A backslash that escapes nothing keeps the spaces before it.
                place += 1
                end = min(place + 1, text.endIndex)
            } else if text[place] != UInt8(ascii: " ") {
                end = place + 1
            }
            place += 1
        }
        return text[..<end]
    }
}
