extension FolderPlanner {
    /// Finds sections that are not where they were: in another file, or in one that they were deleted from before.
    mutating func findMoved() {
        var places: [MarkdownText: [(draft: Int, block: Int)]] = [:]
        for (draft, blocks) in drafts.map(\.blocks).enumerated().reversed() {
            for (block, one) in blocks.enumerated().reversed() where one.memory == nil {
                places[one.text, default: []].append((draft, block))
            }
        }
        guard !places.isEmpty else { return }
        for section in lostSections() {
            let units = section.text.units.map(\.text)
            guard let first = units.first,
                let at = places[first]?.lastIndex(where: { holds(units, at: $0) }),
                let place = places[first]?.remove(at: at)
            else { continue }
            join(units.count, at: place, as: section)
            takeFromWhereItWas(section)
        }
        for index in drafts.indices { drafts[index].blocks.removeAll { $0.isRemoved } }
        adoptEqual()
    }

    /// What a memory without a place says is that memory, such as where the bank came from a backup and the files are older
    /// than it.
    private mutating func adoptEqual() {
        let found = Set(drafts.flatMap(\.blocks).compactMap(\.memory))
        let free = state.rows.values.filter { row in
            row.retirement == nil && !placed.contains(row.id) && !found.contains(row.id) && homes[row.id] == nil
        }
        var rows = Dictionary(grouping: free.sorted { $0.id > $1.id }, by: \.text)
        for index in drafts.indices {
            for block in drafts[index].blocks.indices where drafts[index].blocks[block].kind == .section {
                let text = drafts[index].blocks[block].text
                guard drafts[index].blocks[block].memory == nil else { continue }
                let content = text.generatedTitle.flatMap(text.removing) ?? text
                drafts[index].blocks[block].memory = rows[content]?.popLast()?.id
            }
        }
    }

    /// It keeps its former place until the transaction that gives it the new one.
    mutating func takeFromWhereItWas(_ section: KnownSection) {
        for index in drafts.indices {
            let count = drafts[index].gone.count + drafts[index].later.count
            drafts[index].gone.removeAll { $0.memory == section.memory }
            drafts[index].later.removeAll { $0.memory == section.memory }
            if drafts[index].gone.count + drafts[index].later.count < count { drafts[index].leave(section) }
        }
    }

    /// What may have moved: first what is missing now, then what was deleted before and can come back.
    private func lostSections() -> [KnownSection] {
        let missing = drafts.flatMap { $0.gone + $0.later }
        let here = Set(drafts.flatMap(\.blocks).compactMap(\.memory))
        let deleted = state.files.flatMap(\.sections).filter { section in
            guard !section.isThere, !here.contains(section.memory), let row = state.rows[section.memory] else {
                return false
            }
            return row.retirement == nil || row.retirement == .forgotten
        }
        return missing + deleted
    }

    /// Whether blocks that are no memories yet say this.
    private func holds(_ units: [MarkdownText], at place: (draft: Int, block: Int)) -> Bool {
        let blocks = drafts[place.draft].blocks
        guard place.block + units.count <= blocks.count else { return false }
        return units.indices.allSatisfy { offset in
            let block = blocks[place.block + offset]
            return block.memory == nil && !block.isRemoved && block.text == units[offset]
        }
    }

    private mutating func join(_ count: Int, at place: (draft: Int, block: Int), as section: KnownSection) {
        let last = drafts[place.draft].blocks[place.block + count - 1]
        var block = drafts[place.draft].blocks[place.block]
        block.lines = block.lines.lowerBound..<last.lines.upperBound
        block.textLines = block.textLines.lowerBound..<last.textLines.upperBound
        block.text = section.text
        block.kind = .section
        block.memory = section.memory
        block.base = section
        drafts[place.draft].blocks[place.block] = block
        // Taken out once all places are found, so that they stay what they are.
        for other in place.block + 1..<place.block + count { drafts[place.draft].blocks[other].isRemoved = true }
    }
}
