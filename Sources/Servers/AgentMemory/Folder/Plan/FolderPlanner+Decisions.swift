extension FolderPlanner {
    /// Decides what becomes of each section of a file, and of those that it lost.
    mutating func decide(_ index: Int) {
        for block in drafts[index].blocks.indices where drafts[index].blocks[block].kind == .section {
            decide(block, of: index)
        }
        for section in drafts[index].gone { decideOnLost(section, of: index) }
        for section in drafts[index].later { decideOnLater(section, of: index) }
        keepFormer(index)
    }

    private mutating func decide(_ block: Int, of index: Int) {
        let found = drafts[index].blocks[block]
        guard let memory = found.memory else { return create(block, of: index) }
        guard let row = state.rows[memory] else {
            // It was purged.
            if found.base?.isThere == true, found.base?.text == found.text {
                if direction.writesFiles { drafts[index].blocks[block].isRemoved = true } else { keep(found, index) }
            } else {
                drafts[index].blocks[block].memory = nil
                create(block, of: index)
            }
            return
        }
        placed.insert(memory)
        if row.retirement == nil {
            merge(row, block, of: index)
        } else if found.base?.isThere == false {
            restore(row, block, of: index)
        } else {
            retired(row, block, of: index)
        }
    }

    private mutating func create(_ block: Int, of index: Int) {
        let text = drafts[index].blocks[block].text
        let title = text.generatedTitle ?? MarkdownText(lines: [])
        let content = (text.removing(title) ?? text).string
        guard direction.writesBank, !isRefused(content, index) else { return }
        let new = drafts[index].plan.changes.count { if case .create = $0 { true } else { false } }
        drafts[index].plan.changes.append(.create(content: content))
        drafts[index].blocks[block].section = FilePlan.Section(memory: .new(new), title: title, text: text)
    }

    /// It was deleted, and is there again as it was.
    private mutating func restore(_ row: MemoryRow, _ block: Int, of index: Int) {
        guard direction.writesBank, !isRefused(row.content, index) else { return }
        drafts[index].plan.changes.append(.restore(row.id, from: row.content))
        merge(row, block, of: index)
    }

    /// The bank does not believe it any more.
    private mutating func retired(_ row: MemoryRow, _ block: Int, of index: Int) {
        let found = drafts[index].blocks[block]
        let isEdited = found.text != found.base?.text
        guard direction.writesFiles else {
            if isEdited { reportBothChanged(index) }
            return keep(found, index)
        }
        if let next = state.successor(of: row), placed.insert(next.id).inserted {
            let (text, title) = shown(next, in: found.base)
            if isEdited, found.text != text { addConflict(row.id, found.text, index) }
            if let base = found.base { drafts[index].leave(base) }
            drafts[index].blocks[block].become(next.id, text, title)
        } else {
            if isEdited { addConflict(row.id, found.text, index) }
            drafts[index].blocks[block].isRemoved = true
        }
    }

    private mutating func merge(_ row: MemoryRow, _ block: Int, of index: Int) {
        let found = drafts[index].blocks[block]
        if let title = found.text.titleOver(row.text),
            found.base.map({ $0.title == title || $0.content != row.text }) ?? true
        {
            return drafts[index].blocks[block].settle(title, found.text)
        }
        let (theirs, title) = shown(row, in: found.base)
        let base = found.base?.text
        if base == found.text {
            guard direction.writesFiles else { return keep(found, index) }
            drafts[index].blocks[block].become(row.id, theirs, title)
        } else if base == theirs {
            guard direction.writesBank, update(row, to: found.text, title, index) else { return keep(found, index) }
            drafts[index].blocks[block].settle(found.text.title(title), found.text)
        } else if let merged = base.flatMap({ MarkdownText.merge(base: $0, found.text, theirs) }) {
            if direction.writesBank, !update(row, to: merged, title, index) { return keep(found, index) }
            // What only one side gets, the other one is still to get.
            let common = direction == .both ? merged : direction.writesFiles ? theirs : found.text
            drafts[index].blocks[block].settle(common.title(title), common)
            if direction.writesFiles { drafts[index].blocks[block].newText = merged }
        } else if direction.writesFiles {
            addConflict(row.id, found.text, index)
            drafts[index].blocks[block].become(row.id, theirs, title)
        } else {
            reportBothChanged(index)
            keep(found, index)
        }
    }

    /// Plans that a memory says what a file says.
    ///
    /// - Returns: Whether it may.
    private mutating func update(_ row: MemoryRow, to text: MarkdownText, _ title: MarkdownText, _ index: Int) -> Bool {
        let title = text.title(title)
        let content = (text.removing(title) ?? text).string
        if isRefused(content, index) { return false }
        drafts[index].plan.changes.append(.update(row.id, from: row.content, to: content))
        return true
    }

    /// Leaves a section and its memory as they are, to be brought in step another time.
    private mutating func keep(_ block: FileDraft.Block, _ index: Int) {
        guard let base = block.base, base.isThere else { return }
        drafts[index].plan.pending.append(base)
    }

    // MARK: What is missing

    private mutating func decideOnLost(_ section: KnownSection, of index: Int) {
        guard let row = state.rows[section.memory] else { return }
        placed.insert(row.id)
        if row.retirement != nil {
            drafts[index].leave(section)
        } else if row.text != section.content {
            insert(row, section, index)
        } else if drafts[index].read == nil, direction == .toFiles || reading.missing == .lost {
            insert(row, section, index)
        } else if direction.writesBank {
            drafts[index].plan.changes.append(.retire(row.id, from: row.content))
            drafts[index].leave(section)
        } else {
            drafts[index].plan.pending.append(section)
        }
    }

    private mutating func decideOnLater(_ section: KnownSection, of index: Int) {
        guard let row = state.rows[section.memory] else { return }
        placed.insert(row.id)
        if row.retirement == nil { insert(row, section, index) } else { drafts[index].leave(section) }
    }

    /// Sections that were deleted before: they keep their places, and those whose memories were restored come back.
    private mutating func keepFormer(_ index: Int) {
        for section in drafts[index].known?.sections ?? [] where !section.isThere {
            guard let row = state.rows[section.memory] else { continue }
            // It keeps this place until it has another one.
            if found.contains(row.id) || placed.contains(row.id) {
                drafts[index].leave(section)
                continue
            }
            placed.insert(row.id)
            if row.retirement == nil { insert(row, section, index) } else { drafts[index].leave(section) }
        }
    }

    private mutating func insert(_ row: MemoryRow, _ section: KnownSection, _ index: Int) {
        guard direction.writesFiles, !isTakenByAnother(index) else {
            if section.isThere { drafts[index].plan.pending.append(section) } else { drafts[index].leave(section) }
            return
        }
        let (inPlace, headed) = (shown(row, in: section), shown(row, in: nil))
        if drafts[index].insert(row.id, inPlace, headed: headed, near: section.ordinal) { return }
        // It gets another place.
        drafts[index].leave(section)
        placed.remove(row.id)
    }

    /// Whether a file that is missing cannot be written again, since another one has its path.
    private func isTakenByAnother(_ index: Int) -> Bool {
        drafts[index].read == nil && indices[drafts[index].path.folded] != index
    }

    // MARK: What is reported

    private mutating func addConflict(_ memory: Int32, _ text: MarkdownText, _ index: Int) {
        guard let path = drafts[index].path.conflict(of: memory, text) else { return }
        drafts[index].plan.conflicts.append(FilePlan.Conflict(memory: memory, path: path, text: text))
    }

    private mutating func reportBothChanged(_ index: Int) {
        flaws.append(FolderFlaw(path: drafts[index].path.text, reason: "was changed on both sides; sync both ways"))
    }

    private mutating func isRefused(_ content: String, _ index: Int) -> Bool {
        guard let objection = objection(content) else { return false }
        flaws.append(FolderFlaw(path: drafts[index].path.text, reason: objection))
        return true
    }
}

extension MarkdownText {
    /// The heading that a text in a file has over what a memory says; empty for none, nil where it says something else.
    fileprivate func titleOver(_ content: MarkdownText) -> MarkdownText? {
        if self == content { return MarkdownText(lines: []) }
        let heading = heading
        guard content.heading.isEmpty, let rest = removing(heading), rest == content else { return nil }
        return heading
    }

    /// The title that a text has, which had one before.
    fileprivate func title(_ former: MarkdownText) -> MarkdownText {
        if let rest = removing(former), !rest.isEmpty { return former }
        return generatedTitle ?? MarkdownText(lines: [])
    }
}
