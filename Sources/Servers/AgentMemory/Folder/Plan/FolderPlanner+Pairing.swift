import Text

extension FolderPlanner {
    /// Finds out which file is which of those that were there before.
    mutating func pair() {
        var known: [String: KnownFile] = [:]
        // While files are renamed, two may be known by one path.
        var others: [KnownFile] = []
        for file in state.files.sorted(by: { $0.id > $1.id }) {
            if let other = known.updateValue(file, forKey: file.path.folded) { others.append(other) }
        }
        let left = Set(flaws.filter { !$0.path.isEmpty }.compactMap { FolderPath($0.path)?.folded })
        for path in left {
            closed.insert(path)
            if let file = known.removeValue(forKey: path) { keepAsItIs(file) }
        }
        var strangers: [ReadFile] = []
        var taken: [String: FolderPath] = [:]
        for read in reading.files.sorted(by: { $0.path < $1.path }) {
            if let first = taken.updateValue(read.path, forKey: read.path.folded) {
                taken[read.path.folded] = first
                flaws.append(FolderFlaw(path: read.path.text, reason: "has the name of \(first) where case is ignored"))
            } else if let file = known.removeValue(forKey: read.path.folded) {
                drafts.append(FileDraft(read.path, read: read.file, known: file))
            } else {
                strangers.append(read)
            }
        }
        var missing = known.values + others
        for read in strangers {
            let former = formerFile(of: read, among: missing)
            missing.removeAll { $0.id == former?.id }
            drafts.append(FileDraft(read.path, read: read.file, known: former))
        }
        addMissing(missing.sorted { ($0.path, $0.id) < ($1.path, $1.id) })
    }

    /// The file that was renamed into this one: it is gone, and the front matter names its text or its memories.
    private func formerFile(of read: ReadFile, among missing: [KnownFile]) -> KnownFile? {
        guard let mark = state.mark(of: read.file) else { return nil }
        let ids = Set(mark.memories)
        func common(_ file: KnownFile) -> Int { file.sections.count { $0.isThere && ids.contains($0.memory) } }
        let candidates = missing.filter { $0.stamp == mark.base || common($0) > 0 }
        return candidates.max { (common($0), $1.path) < (common($1), $0.path) }
    }

    /// Files that were there before and are missing. Not all that is missing was deleted: the folder may be gone, or
    /// some of it hidden.
    private mutating func addMissing(_ files: [KnownFile]) {
        for file in files {
            let count = file.sections.count(where: \.isThere)
            if direction.writesBank && count > 0 && reading.missing == .unknown {
                heldBack += count
                keepAsItIs(file)
                closed.insert(file.path.folded)
            } else {
                drafts.append(FileDraft(file.path, read: nil, known: file))
            }
        }
    }

    private mutating func keepAsItIs(_ file: KnownFile) {
        placed.formUnion(file.sections.map(\.memory))
    }

    /// Front matters name memories: where those have no place, because a sync was stopped between the file and the bank,
    /// or because the bank has forgotten its files, the file is their place. Those of a file that is missing may have come over
    /// from there.
    mutating func claim() {
        let missing = drafts.filter { $0.read == nil }.flatMap { $0.known?.sections ?? [] }.filter(\.isThere)
        let lost = Dictionary(missing.map { ($0.memory, $0) }) { first, _ in first }
        let present = Set(state.files.flatMap(\.sections).filter(\.isThere).map(\.memory))
        var taken = placed.union(present.subtracting(lost.keys))
        for index in drafts.indices {
            guard let mark = drafts[index].read.flatMap(state.mark) else { continue }
            let divided = drafts[index].known == nil ? Set((state.bases[mark.base] ?? []).map(\.memory)) : []
            for id in mark.memories where !divided.contains(id) && taken.insert(id).inserted {
                if let section = lost[id] {
                    drafts[index].inherited.append(section)
                    continue
                }
                guard let row = state.rows[id], row.retirement == nil, !row.text.isEmpty else { continue }
                let (text, title) = shown(row, in: nil)
                let ordinal = drafts[index].claimed.count
                drafts[index].claimed.append(KnownSection(memory: id, ordinal: ordinal, title: title, text: text))
            }
        }
    }

    /// What a memory looks like in its place, and the heading that is not its own.
    func shown(_ row: MemoryRow, in base: KnownSection?) -> (text: MarkdownText, title: MarkdownText) {
        let none = MarkdownText(lines: [])
        let content = row.text
        if let base, base.content == content { return (base.text, base.title) }
        guard content.heading.isEmpty else { return (content, none) }
        var title = row.generatedTitle
        if let base { title = base.title.isEmpty ? base.text.heading : base.title }
        return title.isEmpty ? (content, none) : (MarkdownText(lines: title.lines + [""] + content.lines), title)
    }
}
