import Files
import SystemPackage

/// The files in a folder and in the folders in it, one at a time, in the order of the bytes of their paths. Links are not
/// followed, so it has an end.
///
/// A folder is read when the walk gets there. So the first file is there at once, and a copy of the walk goes on by itself
/// from where it was made.
struct FolderWalk: Sequence, IteratorProtocol, Sendable {
    private(set) var flaws = WalkFlaws()
    /// How many links were passed by.
    private(set) var links = 0
    /// Whether it has come to its end, and all could be seen on the way.
    var isWhole: Bool { levels.isEmpty && isComplete }

    private let selection: FileSelection
    private let limits: WalkLimits
    private let isStopped: @Sendable () -> Bool
    /// How much of each way leads to the folder that is listed.
    private let start: Int
    private var levels: [WalkLevel] = []
    private var files = 0
    private var folders = 0
    private var isComplete = true
    /// Whether it ended before it came to its end.
    private var isCut = false

    init(
        _ folder: OpenFolder,
        _ selection: FileSelection,
        _ limits: WalkLimits,
        ignoring rules: IgnoreRules,
        until isStopped: @escaping @Sendable () -> Bool
    ) {
        self.selection = selection
        self.limits = limits
        self.isStopped = isStopped
        start = rules.way.utf8.count
        enter(rules, isIncluded: selection.includesAll) { () throws(Errno) in folder }
    }

    /// The next file; nil at the end.
    mutating func next() -> ListedFile? {
        while let level = levels.last {
            guard !isStopped() else {
                cut()
                break
            }
            guard let entry = level.current else {
                levels.removeLast()
                continue
            }
            levels[levels.count - 1].position += 1
            if let file = consider(entry, in: level) { return file }
        }
        return nil
    }

    /// Whether a file that was not listed may be there all the same, because it could not be seen or taken.
    func mayHold(_ path: String) -> Bool { isCut || !levels.isEmpty || flaws.mayConcern(path) }

    private mutating func consider(_ entry: FolderEntry, in level: WalkLevel) -> ListedFile? {
        guard selection.takes(name: entry.name) else { return nil }
        let isFolder = entry.type == .directory
        let count = entry.name.utf8.count
        let way = level.rules.way + entry.name
        let whole = way.utf8Span.span
        guard !level.rules.ignore(whole, nameCount: count, isFolder: isFolder) else { return nil }
        let inner = whole.extracting(droppingFirst: start)
        guard !selection.excludes(inner, nameCount: count, isFolder: isFolder) else { return nil }
        let isIncluded = selection.includes(
            inner,
            nameCount: count,
            isFolder: isFolder,
            inherited: level.isIncluded
        )
        guard isFolder || isIncluded else { return nil }
        let path = start == 0 ? way : String(Substring(way.utf8.dropFirst(start)))
        guard entry.isText else {
            flaws.add(path, "has a name that is no UTF-8. Rename it")
            return nil
        }
        switch entry.type {
        case .directory:
            enter(level.rules.below(entry.name), isIncluded: isIncluded) { () throws(Errno) in
                try level.folder.folder(entry.name)
            }
        case .regular: return file(entry.name, in: level.folder, path)
        case .symbolicLink: links += 1
        default: break
        }
        return nil
    }

    private mutating func file(_ name: String, in folder: OpenFolder, _ path: String) -> ListedFile? {
        guard files < limits.files else {
            flaws.add("", "has more than \(limits.files) files; \(path) and those after it are left out")
            cut()
            return nil
        }
        let status: Stat
        do throws(Errno) {
            // It may be gone by now.
            guard let found = try folder.status(name), found.type == .regular else { return nil }
            status = found
        } catch {
            miss(path, "cannot be read: \(error)")
            return nil
        }
        let identity = FileIdentity(status)
        guard path.utf8.count <= WalkLimits.pathBytes else {
            miss(path, "has a path of more than \(WalkLimits.pathBytes) bytes")
            return nil
        }
        guard identity.size <= limits.fileBytes else {
            flaws.add(path, "has \(identity.size) bytes, and \(limits.fileBytes) are allowed")
            return nil
        }
        // Where everybody may read it there is no need to ask.
        guard status.permissions.isSuperset(of: .readableByAll) || folder.isReadable(name) else {
            miss(path, "cannot be read: \(Errno.permissionDenied)")
            return nil
        }
        files += 1
        return ListedFile(path: path, identity: identity)
    }

    private mutating func enter(_ rules: IgnoreRules, isIncluded: Bool, _ open: () throws(Errno) -> OpenFolder) {
        do throws(WalkObstacle) {
            guard levels.count < limits.depth else { throw .tooDeep(limits.depth) }
            guard folders < limits.folders else { throw .tooManyFolders(limits.folders) }
            let folder: OpenFolder
            do throws(Errno) {
                folder = try open()
            } catch .noSuchFileOrDirectory {
                return
            } catch {
                throw .unreadable(error)
            }
            folders += 1
            levels.append(try WalkLevel(folder, ignoring: rules, selection, limits, isIncluded: isIncluded))
        } catch {
            miss(String(Substring(rules.way.utf8.dropFirst(start).dropLast())), "\(error)")
        }
    }

    /// Notes what could not be seen.
    private mutating func miss(_ path: String, _ reason: String) {
        isComplete = false
        flaws.add(path, reason)
    }

    private mutating func cut() {
        isComplete = false
        isCut = true
        levels = []
    }
}

extension FilePermissions {
    fileprivate static let readableByAll: FilePermissions = [.ownerRead, .groupRead, .otherRead]
}
