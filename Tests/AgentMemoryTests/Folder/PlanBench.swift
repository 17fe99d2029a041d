import Text

@testable import AgentMemory

/// A folder and a bank in memory, which carry out plans as the server does, and may be stopped in the middle of it.
struct PlanBench {
    static let folder = "00112233445566aa"

    /// Where a sync is stopped.
    enum Stop: CaseIterable {
        case never
        /// Files are written, and nothing is committed.
        case afterFiles
        /// One file is done.
        case afterFirst
    }

    var files: [String: String] = [:]
    var rows: [Int32: MemoryRow] = [:]
    var known: [KnownFile] = []
    /// What memories said before they were corrected.
    var former: [String] = []
    var nextID: Int32 = 1
    var bases: [String: [KnownSection]] = [:]
    var missing = FolderReading.Missing.deleted
    var folder = Self.folder

    var state: FolderState {
        FolderState(
            folder: folder,
            folders: [folder, Self.folder],
            files: known,
            bases: bases,
            rows: Array(rows.values)
        )
    }

    var reading: FolderReading {
        var reading = FolderReading(files: [], flaws: [], missing: missing)
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            guard let path = FolderPath(name), !path.isConflict else { continue }
            do throws(MarkdownFlaw) {
                reading.files.append(ReadFile(path: path, file: try MarkdownFile(Array(text.utf8))))
            } catch {
                reading.flaws.append(FolderFlaw(path: name, reason: error.description))
            }
        }
        return reading
    }

    func plan(_ direction: SyncDirection = .both) -> FolderPlan { FolderPlanner.plan(state, reading, direction) }

    /// Whether a sync would find nothing to do.
    var isInStep: Bool { plan().files.allSatisfy(\.isInStep) }

    /// Brings both in step.
    @discardableResult
    mutating func sync(_ direction: SyncDirection = .both, stop: Stop = .never) -> FolderPlan {
        let plan = plan(direction)
        for file in plan.files where !file.isInStep {
            let bank = (rows, known, former, bases)
            carryOut(file)
            if stop == .afterFiles { (rows, known, former, bases) = bank }
            if stop == .afterFirst { break }
        }
        return plan
    }

    private mutating func carryOut(_ file: FilePlan) {
        var new: [Int32] = []
        for change in file.changes {
            switch change {
            case .create(let content): new.append(store(content))
            case .update(let id, let from, let to): correct(id, from: from, to)
            case .retire(let id, _): retire(id)
            case .restore(let id, let content): rows[id] = MemoryRow(id: id, content: content)
            }
        }
        for conflict in file.conflicts { files[conflict.path.text] = conflict.text.string + "\n" }
        var mark = file.original?.frontMatter?.mark
        if file.isRemoved {
            files[file.path.text] = nil
            mark = nil
        } else if file.writesFile {
            let rendered = file.rendered(in: folder, new: new)
            files[file.path.text] = String(decoding: rendered.bytes, as: UTF8.self)
            mark = rendered.mark
        }
        remember(file, stamp: mark?.base, file.places(new))
    }

    private mutating func remember(_ file: FilePlan, stamp: String?, _ places: [KnownSection]) {
        let hash = MarkdownFile.hash(of: file.body ?? file.original?.body ?? [])
        let id = file.known?.id ?? (known.map(\.id).max() ?? 0) + 1
        let present = Set(places.filter(\.isThere).map(\.memory))
        known = known.map { other in
            other.id == id ? other : other.with(other.sections.filter { !present.contains($0.memory) })
        }
        let elsewhere = Set(known.filter { $0.id != id }.flatMap(\.sections).map(\.memory))
        let mine = places.filter { $0.isThere || !elsewhere.contains($0.memory) }
        if let stamp { bases[stamp] = mine.filter(\.isThere) }
        let bodies = (file.known?.formerBodies ?? []).union([hash])
        known.removeAll { $0.id == id }
        known.append(
            KnownFile(id: id, path: file.path, stamp: stamp, bodyHash: hash, sections: mine, formerBodies: bodies)
        )
    }

    // MARK: What agents do

    @discardableResult
    mutating func store(_ content: String, file: String? = nil) -> Int32 {
        defer { nextID += 1 }
        rows[nextID] = MemoryRow(id: nextID, content: content, file: file.flatMap { FolderPath($0) })
        return nextID
    }

    mutating func correct(_ id: Int32, from: String? = nil, _ content: String) {
        former.append(rows[id]?.content ?? "")
        rows[id] = MemoryRow(id: id, content: content)
    }

    mutating func retire(_ id: Int32, as retirement: MemoryRow.Retirement = .forgotten) {
        rows[id] = MemoryRow(id: id, content: rows[id]?.content ?? "", retirement: retirement)
    }

    mutating func restore(_ id: Int32) { rows[id] = MemoryRow(id: id, content: rows[id]?.content ?? "") }

    // MARK: What people look at

    /// The memories that are believed, in order.
    var contents: [String] { rows.values.filter { $0.retirement == nil }.sorted { $0.id < $1.id }.map(\.content) }

    func id(_ content: String) -> Int32? { rows.values.filter { $0.content == content }.map(\.id).min() }

    /// A file without its front matter.
    func body(_ name: String) -> String? {
        files[name].flatMap { try? MarkdownFile(Array($0.utf8)) }.map { TextLine.joined($0.body) }
    }

    mutating func edit(_ name: String, _ from: String, _ to: String) {
        files[name] = files[name]?.replacing(from, with: to)
    }

    var conflicts: [String] { files.filter { FolderPath($0.key)?.isConflict == true }.map(\.value).sorted() }
}

extension KnownFile {
    fileprivate func with(_ sections: [KnownSection]) -> KnownFile {
        KnownFile(id: id, path: path, stamp: stamp, bodyHash: bodyHash, sections: sections, formerBodies: formerBodies)
    }
}
