import Files
import SystemPackage

/// The Markdown files in a folder and in the folders in it. Links are not followed, and names that begin with a dot are
/// not looked at.
struct FolderListing: Sendable {
    private(set) var files: [FolderPath: FileIdentity] = [:]
    private(set) var flaws: [FolderFlaw] = []
    /// Whether all of it could be seen.
    private(set) var isWhole = true

    private let limits: FolderLimits
    private var folders = 0

    init(of root: OpenFolder, _ limits: FolderLimits = .standard) throws(Errno) {
        self.limits = limits
        try list(root, [])
    }

    private mutating func list(_ folder: OpenFolder, _ parts: [String]) throws(Errno) {
        folders += 1
        var names: [String] = []
        for name in try folder.names() {
            if let name { names.append(name) } else { note(parts, "a name", "is no text in UTF-8") }
        }
        for name in names.sorted() where !name.hasPrefix(".") {
            let status: Stat?
            do throws(Errno) {
                status = try folder.status(name)
            } catch {
                isWhole = false
                note(parts, name, "cannot be read: \(error)")
                continue
            }
            // It may be gone by now.
            guard let status else { continue }
            if status.type == .directory {
                listInner(folder, parts + [name])
            } else if name.lowercased().hasSuffix(".md") {
                add(parts + [name], status)
            }
        }
    }

    private mutating func listInner(_ folder: OpenFolder, _ parts: [String]) {
        guard let name = parts.last, FolderPath.isName(name) else {
            return note(parts, nil, "has a name that is not taken")
        }
        guard parts.count < FolderPath.mostParts else { return note(parts, nil, "is too deep") }
        guard folders < limits.folders else {
            isWhole = false
            return
        }
        do throws(Errno) {
            try list(folder.folder(name), parts)
        } catch .noSuchFileOrDirectory {
            return
        } catch {
            isWhole = false
            note(parts, nil, "cannot be read: \(error)")
        }
    }

    private mutating func add(_ parts: [String], _ status: Stat) {
        if status.type == .symbolicLink { return note(parts, nil, "is a link, and links are not followed") }
        guard status.type == .regular else { return note(parts, nil, "is no file") }
        guard let path = FolderPath(parts.joined(separator: "/")) else {
            return note(parts, nil, "has a name that is not taken")
        }
        if path.isConflict { return }
        guard files.count < limits.files else {
            if isWhole { flaws.append(FolderFlaw(path: "", reason: "has more than \(limits.files) Markdown files")) }
            isWhole = false
            return
        }
        files[path] = FileIdentity(status)
    }

    private mutating func note(_ parts: [String], _ name: String?, _ reason: String) {
        guard flaws.count < 100 else { return }
        flaws.append(FolderFlaw(path: (parts + (name.map { [$0] } ?? [])).joined(separator: "/"), reason: reason))
    }
}
