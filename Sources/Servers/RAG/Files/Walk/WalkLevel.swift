import Files
import SystemPackage

/// A folder that a walk is in.
struct WalkLevel: Sendable {
    let folder: OpenFolder
    let rules: IgnoreRules
    /// Whether its files are wanted where no glob says anything.
    let isIncluded: Bool
    private let entries: [FolderEntry]
    /// How many entries the walk is done with.
    var position = 0

    var current: FolderEntry? { position < entries.count ? entries[position] : nil }

    /// - Parameter rules: Those that hold around it.
    init(
        _ folder: OpenFolder,
        ignoring rules: IgnoreRules,
        _ selection: FileSelection,
        _ limits: WalkLimits,
        isIncluded: Bool
    ) throws(WalkObstacle) {
        self.folder = folder
        self.isIncluded = isIncluded
        var entries: [FolderEntry]
        do throws(Errno) {
            entries = try folder.entries(limit: limits.names)
            for index in entries.indices where entries[index].type == nil && entries[index].isText {
                entries[index].type = try folder.status(entries[index].name)?.type
            }
        } catch .fileTooLarge {
            throw .tooManyNames(limits.names)
        } catch {
            throw .unreadable(error)
        }
        entries.sort { $0.precedes($1) }
        self.entries = entries
        guard selection.obeysIgnoreFiles else {
            self.rules = rules
            return
        }
        do throws(Errno) {
            self.rules = try rules.inside(
                folder,
                isRepository: entries.contains { $0.name == ".git" },
                hasIgnoreFile: entries.contains { $0.name == ".gitignore" && $0.type == .regular }
            )
        } catch {
            throw .unreadableRules(error)
        }
    }
}

/// Why a folder is not listed.
enum WalkObstacle: Error, CustomStringConvertible {
    case unreadable(Errno)
    case unreadableRules(Errno)
    case tooManyNames(Int)
    case tooManyFolders(Int)
    case tooDeep(Int)

    /// To be read after the folder's name.
    var description: String {
        switch self {
        case .unreadable(let error): "cannot be read: \(error)"
        case .unreadableRules(.fileTooLarge):
            "is left out, because its .gitignore has more than \(WalkLimits.ignoreFileBytes) bytes "
                + "or \(WalkLimits.ignorePatterns) patterns"
        case .unreadableRules(let error): "is left out, because its .gitignore cannot be read: \(error)"
        case .tooManyNames(let limit): "has more than \(limit) files and folders in it"
        case .tooManyFolders(let limit): "comes after the first \(limit) folders, and is left out"
        case .tooDeep(let limit): "is more than \(limit) folders deep, and is left out"
        }
    }
}

extension FolderEntry {
    /// Whether its path, and all paths in it, come first in the order of bytes: a folder's name is followed by `/`.
    fileprivate func precedes(_ other: FolderEntry) -> Bool {
        let left = name.utf8Span.span
        let right = other.name.utf8Span.span
        let common = min(left.count, right.count)
        for place in 0..<common where left[place] != right[place] { return left[place] < right[place] }
        return end(left, common) < other.end(right, common)
    }

    /// What comes after the first bytes of its name in a path.
    private func end(_ name: Span<UInt8>, _ count: Int) -> UInt8 {
        if count < name.count { return name[count] }
        return type == .directory ? UInt8(ascii: "/") : 0
    }
}
