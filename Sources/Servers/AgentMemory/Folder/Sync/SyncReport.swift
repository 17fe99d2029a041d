/// What a sync did, or would do.
struct SyncReport: Sendable, Equatable {
    /// How many files were read.
    var files = 0
    var created: [Int32] = []
    var updated: [Int32] = []
    var retired: [Int32] = []
    var restored: [Int32] = []
    /// The paths of files that were written or removed.
    var written: [String] = []
    var conflicts: [String] = []
    var flaws: [FolderFlaw] = []
    var heldBack = 0
    /// What would change, as `diff -u` prints it; for a dry run.
    var diff = ""

    var changesMemories: Bool { !(created + updated + retired + restored).isEmpty }

    mutating func add(_ file: FilePlan, new ids: [Int32]) {
        created += ids
        for change in file.changes {
            switch change {
            case .create: continue
            case .update(let id, _, _): updated.append(id)
            case .retire(let id, _): retired.append(id)
            case .restore(let id, _): restored.append(id)
            }
        }
        if file.writesFile || file.isRemoved { written.append(file.path.text) }
        conflicts += file.conflicts.map(\.path.text)
    }

    /// Notes what a plan would do.
    mutating func preview(_ file: FilePlan) {
        add(file, new: file.changes.compactMap { if case .create = $0 { 0 } else { nil } })
        if file.body != nil || file.isRemoved { diff += file.diff }
        for change in file.changes { diff += change.diff(in: file.path) }
    }
}

extension FilePlan.Change {
    /// The change of the memory, as `diff -u` prints it.
    fileprivate func diff(in path: FolderPath) -> String {
        switch self {
        case .create(let content): Self.diff(nil, content, "/dev/null", "new memory of \(path)")
        case .update(let id, let old, let new): Self.diff(old, new, "memory \(id)", "memory \(id)")
        case .retire(let id, let content): Self.diff(content, nil, "memory \(id)", "/dev/null")
        case .restore(let id, let content): Self.diff(nil, content, "/dev/null", "memory \(id), restored")
        }
    }

    private static func diff(_ old: String?, _ new: String?, _ oldName: String, _ newName: String) -> String {
        func lines(_ text: String?) -> [TextLine] { text.map { TextLine.lines(of: $0 + "\n") } ?? [] }
        return UnifiedDiff.text(lines(old), lines(new), from: oldName, to: newName)
    }
}
