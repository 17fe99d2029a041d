import Text

extension FolderPlanner {
    /// The file of ours that memories go into which ask for none.
    struct CommonFile {
        /// How many memories it takes, and how many bytes.
        private static let mostMemories = 100
        private static let mostBytes = 65_536

        let draft: Int
        private var memories: Int
        private var bytes: Int
        private let isOpen: Bool

        init(_ draft: FileDraft, at index: Int) {
            self.draft = index
            memories = draft.blocks.count
            bytes = draft.blocks.reduce(0) { $0 + ($1.newText ?? $1.text).size }
            isOpen = draft.hasRoom
        }

        /// Makes room for a text, where there is any. One file takes at least one.
        mutating func take(_ text: MarkdownText) -> Bool {
            let size = text.size
            guard memories == 0 || memories < Self.mostMemories && bytes + size <= Self.mostBytes, isOpen else {
                return false
            }
            memories += 1
            bytes += size
            return true
        }
    }

    /// Finds files for the memories that have none: the one that they ask for, or one of ours.
    mutating func place() {
        guard direction.writesFiles else { return }
        moveApart()
        for row in state.rows.values.sorted(by: { $0.id < $1.id })
        where row.retirement == nil && !row.text.isEmpty && !placed.contains(row.id) {
            if MarkdownOutline(row.text.lines).endsOpen || apart.contains(row.id) {
                if let own = newFile("memory-\(row.id)") { put(row, into: own) }
            } else if let asked = askedFile(row), put(row, into: asked) {
                continue
            } else if let common = commonFile(for: row.text) {
                put(row, into: common)
            }
        }
    }

    @discardableResult
    private mutating func put(_ row: MemoryRow, into index: Int) -> Bool {
        let shown = shown(row, in: nil)
        guard drafts[index].insert(row.id, shown, headed: shown) else { return false }
        placed.insert(row.id)
        return true
    }

    /// A text with a code block or a comment that is never closed cannot have anything after it.
    private mutating func moveApart() {
        for index in drafts.indices {
            let last = drafts[index].blocks.lastIndex { !$0.isRemoved }
            for block in drafts[index].blocks.indices where block != last {
                guard let text = drafts[index].blocks[block].newText, MarkdownOutline(text.lines).endsOpen,
                    let memory = drafts[index].blocks[block].memory
                else { continue }
                drafts[index].blocks[block].isRemoved = true
                apart.insert(memory)
                placed.remove(memory)
            }
        }
    }

    private mutating func askedFile(_ row: MemoryRow) -> Int? {
        guard let path = row.file else { return nil }
        return file(path)
    }

    /// The file of this path, where it is free to be added to.
    private mutating func file(_ path: FolderPath) -> Int? {
        if closed.contains(path.folded) || path.isConflict { return nil }
        if let index = indices[path.folded] { return index }
        drafts.append(FileDraft(path, read: nil, known: nil))
        indices[path.folded] = drafts.endIndex - 1
        return drafts.endIndex - 1
    }

    /// The first file of ours that has room, or the next one.
    private mutating func commonFile(for text: MarkdownText) -> Int? {
        if common?.take(text) == true { return common?.draft }
        while commonNumber < 100_000 {
            commonNumber += 1
            let name = commonNumber == 1 ? "memories.md" : "memories-\(commonNumber).md"
            guard let path = FolderPath(name), let index = file(path) else { continue }
            common = CommonFile(drafts[index], at: index)
            if common?.take(text) == true { return index }
        }
        return nil
    }

    private mutating func newFile(_ stem: String) -> Int? {
        for number in 1..<1_000 {
            guard let path = FolderPath(number == 1 ? "\(stem).md" : "\(stem)-\(number).md") else { return nil }
            if !closed.contains(path.folded), indices[path.folded] == nil { return file(path) }
        }
        return nil
    }
}

extension MarkdownText {
    /// How many bytes it takes in a file.
    fileprivate var size: Int { lines.reduce(0) { $0 + $1.text.utf8.count + 1 } }
}
