/// One pattern of a `.gitignore`, or one glob.
struct PathPattern: Sendable {
    /// Whether it takes back what patterns before it say.
    let isNegated: Bool
    /// Whether it is about folders alone.
    let isForFolders: Bool
    private let form: Form

    private enum Form: Sendable {
        /// It is about the last name of a path, wherever that is.
        case name(NamePattern)
        /// It is about the whole path.
        case way(WayPattern)
    }

    /// - Parameter countsCharacters: Whether `?` and `[…]` stand for a character rather than for a byte.
    /// - Returns: nil for one that can match nothing.
    init?(_ bytes: ArraySlice<UInt8>, countsCharacters: Bool = false) {
        var bytes = bytes
        isNegated = bytes.first == UInt8(ascii: "!")
        if isNegated { bytes.removeFirst() }
        isForFolders = bytes.last == UInt8(ascii: "/")
        if isForFolders { bytes.removeLast() }
        guard !bytes.isEmpty else { return nil }
        guard bytes.contains(UInt8(ascii: "/")) else {
            guard let name = PatternReader.name(bytes, countsCharacters: countsCharacters) else { return nil }
            form = .name(name)
            return
        }
        if bytes.first == UInt8(ascii: "/") { bytes.removeFirst() }
        guard let way = PatternReader.way(bytes, countsCharacters: countsCharacters) else { return nil }
        form = .way(way)
    }

    /// - Parameter nameCount: How many bytes the last name of the path has.
    func matches(_ path: Span<UInt8>, nameCount: Int, isFolder: Bool) -> Bool {
        guard isFolder || !isForFolders else { return false }
        return switch form {
        case .name(let pattern): pattern.matches(path.extracting(last: nameCount))
        case .way(let pattern): pattern.matches(path)
        }
    }
}
