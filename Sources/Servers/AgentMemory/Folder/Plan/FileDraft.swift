/// A file in the making of a plan.
struct FileDraft {
    /// A part of the file, or one that is to come into it.
    struct Block {
        enum Kind {
            /// Headings without a text, and what else is no memory.
            case layout
            /// A text of the file that may be a memory.
            case section
            /// A memory that is to come into the file.
            case inserted
        }

        var kind: Kind
        /// The lines that it has in the file.
        var lines: Range<Int> = 0..<0
        /// Those without the blank ones around them.
        var textLines: Range<Int> = 0..<0
        /// What it says in the file.
        var text = MarkdownText(lines: [])
        /// Which memory it is, as far as that is known.
        var memory: Int32?
        /// What it was when file and bank were last in step; nil where that is not known.
        var base: KnownSection?
        /// What it is to say; nil where it stays.
        var newText: MarkdownText?
        var isRemoved = false
        /// What is in step afterwards; nil for what is no memory, or not in step.
        var section: FilePlan.Section?
        /// Where it was among the sections, for what is to come in before or after it.
        var ordinal: Int?

        /// It is in step with the bank.
        mutating func settle(_ title: MarkdownText, _ text: MarkdownText) {
            guard let memory else { return }
            section = FilePlan.Section(memory: .known(memory), title: title, text: text)
        }

        /// It gets a text of the bank.
        mutating func become(_ memory: Int32, _ text: MarkdownText, _ title: MarkdownText) {
            self.memory = memory
            newText = text
            settle(title, text)
        }
    }

    let path: FolderPath
    let read: MarkdownFile?
    let known: KnownFile?
    var blocks: [Block] = []
    /// What was in it and is not found there.
    var gone: [KnownSection] = []
    /// What came into it after the state that its text was made from.
    var later: [KnownSection] = []
    /// Memories without a place that its front matter names, as they would be in it.
    var claimed: [KnownSection] = []
    /// Such as were in a file that is missing.
    var inherited: [KnownSection] = []
    var plan: FilePlan

    init(_ path: FolderPath, read: MarkdownFile?, known: KnownFile?) {
        self.path = path
        self.read = read
        self.known = known
        plan = FilePlan(path: path, original: read, known: known)
    }

    /// Divides the file into blocks, by what it was before.
    mutating func divide(before sections: [KnownSection]) {
        let all = sections + claimed + inherited
        guard let read else {
            gone = sections
            return
        }
        let units = read.units
        let matching = SectionMatching(all.map(\.text), in: units)
        var start = 0
        while start < units.count {
            let owner = matching.owners[start]
            var end = start + 1
            while owner != nil, end < units.count, matching.owners[end] == owner { end += 1 }
            blocks.append(block(of: units[start..<end], owner.map { all[$0] }))
            start = end
        }
        let found = Set(blocks.compactMap(\.memory))
        gone = sections.filter { !found.contains($0.memory) }
    }

    /// A section is in the file no more, and keeps its place.
    mutating func leave(_ section: KnownSection) {
        var section = section
        section.isThere = false
        plan.absent.append(section)
    }

    /// Puts a memory into the file, after those that were before it, or at the end.
    ///
    /// - Parameters:
    ///   - shown: What it looks like there, with its title.
    ///   - headed: The same where a text without a heading cannot stand.
    /// - Returns: Whether there is a place for it.
    mutating func insert(
        _ memory: Int32,
        _ shown: (text: MarkdownText, title: MarkdownText),
        headed: (text: MarkdownText, title: MarkdownText),
        near ordinal: Int? = nil
    ) -> Bool {
        guard let places else { return false }
        let wanted = ordinal.flatMap { ordinal in
            blocks.lastIndex { $0.ordinal.map { $0 < ordinal } ?? false }.map { $0 + 1 }
                ?? blocks.firstIndex { $0.ordinal != nil }
        }
        let place = min(max(wanted ?? places.upperBound, places.lowerBound), places.upperBound)
        let isFirst = blocks[..<place].allSatisfy { $0.isRemoved || ($0.newText ?? $0.text).isEmpty }
        let (text, title) = !isFirst && shown.text.heading.isEmpty ? headed : shown
        if MarkdownOutline(text.lines).endsOpen, place < blocks.count { return false }
        var new = Block(kind: .inserted, ordinal: ordinal)
        new.become(memory, text, title)
        blocks.insert(new, at: place)
        return true
    }

    var hasRoom: Bool { places != nil }

    /// Where a block can come in: after a text without a heading, and before one that would swallow it.
    private var places: ClosedRange<Int>? {
        func text(_ block: Block) -> MarkdownText { block.newText ?? block.text }
        let present = blocks.indices.filter { !blocks[$0].isRemoved && !text(blocks[$0]).isEmpty }
        let start = present.first.map { text(blocks[$0]).heading.isEmpty ? $0 + 1 : 0 } ?? 0
        let end =
            present.last.map { MarkdownOutline(text(blocks[$0]).lines).endsOpen ? $0 : blocks.count } ?? blocks.count
        return start <= end ? start...end : nil
    }

    /// What it has of a file that is missing.
    var foundInherited: [KnownSection] {
        inherited.filter { section in blocks.contains { $0.memory == section.memory } }
    }

    private func block(of units: ArraySlice<MarkdownUnit>, _ base: KnownSection?) -> Block {
        let first = units[units.startIndex]
        let last = units[units.endIndex - 1]
        let textLines = first.textLines.lowerBound..<max(first.textLines.lowerBound, last.textLines.upperBound)
        let text = MarkdownText(lines: (read?.body[textLines] ?? []).map(\.text))
        // Headings alone are no memory, unless that is what a memory says.
        let isSection = units.contains(where: \.hasBody) || base?.text.hasBody == false
        return Block(
            kind: isSection ? .section : .layout,
            lines: first.lines.lowerBound..<last.lines.upperBound,
            textLines: textLines,
            text: text,
            memory: isSection ? base?.memory : nil,
            base: isSection && !claimed.contains { $0.memory == base?.memory } ? base : nil,
            ordinal: isSection ? base?.ordinal : nil
        )
    }
}
