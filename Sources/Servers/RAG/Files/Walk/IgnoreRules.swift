import Files
import SystemPackage

/// What the `.gitignore` of a folder and of those around it say.
struct IgnoreRules: Sendable {
    /// The way from the first folder that has a say to this one, each name with a `/` after it.
    private(set) var way = ""
    /// Each with how much of the way leads to its folder; the innermost last.
    private var lists: [(start: Int, list: PatternList)] = []

    init() {}

    /// The rules for what is in this folder.
    func inside(_ folder: OpenFolder) throws(Errno) -> IgnoreRules {
        try inside(
            folder,
            isRepository: folder.status(".git") != nil,
            hasIgnoreFile: folder.status(".gitignore")?.type == .regular
        )
    }

    /// The rules for what is in this folder.
    ///
    /// - Parameters:
    ///   - isRepository: Whether it has a `.git`. No rule of a folder around a repository holds in it.
    ///   - hasIgnoreFile: Whether it has a `.gitignore` that is a file: git reads no other.
    /// - Throws: Where it cannot be read. Then nobody knows what is not to be seen.
    func inside(_ folder: OpenFolder, isRepository: Bool, hasIgnoreFile: Bool) throws(Errno) -> IgnoreRules {
        var rules = self
        if isRepository { rules.lists = [] }
        guard hasIgnoreFile else { return rules }
        let bytes: [UInt8]
        do throws(Errno) {
            bytes = try folder.contents(".gitignore", limit: WalkLimits.ignoreFileBytes)
        } catch .noSuchFileOrDirectory {
            return rules
        }
        let list = PatternList(ignoreFile: bytes)
        guard list.count <= WalkLimits.ignorePatterns else { throw .fileTooLarge }
        if !list.isEmpty { rules.lists.append((way.utf8.count, list)) }
        return rules
    }

    /// The rules for a folder in this one, before its own are known.
    func below(_ name: String) -> IgnoreRules {
        var rules = self
        rules.way += name + "/"
        return rules
    }

    /// Whether something in this folder is ignored.
    ///
    /// - Parameter path: The way to this folder and the name in it.
    func ignore(_ path: Span<UInt8>, nameCount: Int, isFolder: Bool) -> Bool {
        var index = lists.count
        while index > 0 {
            index -= 1
            let inner = path.extracting(droppingFirst: lists[index].start)
            if let decision = lists[index].list.decision(on: inner, nameCount: nameCount, isFolder: isFolder) {
                return decision
            }
        }
        return false
    }
}
