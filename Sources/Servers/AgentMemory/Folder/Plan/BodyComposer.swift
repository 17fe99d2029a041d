import Text

/// Puts a file together from its blocks: what does not change keeps its bytes.
struct BodyComposer {
    private let draft: FileDraft
    private let folders: Set<String>
    private let original: [TextLine]
    private let ending: LineEnding
    private var lines: [TextLine] = []
    /// Whether what comes next was not next to what came last.
    private var needsGap = false

    init(_ draft: FileDraft, folders: Set<String>) {
        self.draft = draft
        self.folders = folders
        original = draft.read?.body ?? []
        ending = draft.read?.usualEnding ?? .lineFeed
    }

    /// The plan of the file; nil where the text that it makes would be read as something else.
    mutating func compose() -> FilePlan? {
        var plan = draft.plan
        for block in draft.blocks {
            switch block.kind {
            case .inserted: insert(block.newText ?? block.text)
            case .layout: append(original[block.lines])
            case .section where block.isRemoved: needsGap = true
            case .section:
                let isNew = block.newText.map { $0 != block.text } ?? false
                needsGap = needsGap || isNew
                append(rewritten(block))
                needsGap = isNew
            }
        }
        trimEnd()
        plan.sections = draft.blocks.filter { !$0.isRemoved }.compactMap(\.section)
        plan.absent += draft.blocks.filter(\.isRemoved).compactMap { block in
            guard var base = block.base else { return nil }
            base.isThere = false
            return base
        }
        let isNew = draft.read == nil
        if isNew ? !lines.isEmpty : lines != original {
            guard isReadBack(plan.sections) else { return nil }
            plan.body = lines
        }
        plan.isRemoved = isOurs && plan.body != nil && lines.allSatisfy(\.isBlank)
        plan.needsMark = needsMark(plan)
        return plan
    }

    /// The front matter names new memories where it is ours, or where there is none yet in a file that is new to us.
    private func needsMark(_ plan: FilePlan) -> Bool {
        guard let read = draft.read, !plan.sections.isEmpty, read.frontMatter?.canBeMarked != false else {
            return false
        }
        let hasNew = plan.sections.contains { if case .new = $0.memory { true } else { false } }
        if let mark = read.frontMatter?.mark { return hasNew && folders.contains(mark.folder) }
        return draft.known == nil
    }

    /// Whether we made the file, and nobody wrote anything else into it.
    private var isOurs: Bool {
        guard let read = draft.read, read.frontMatter?.isOurs == true else { return false }
        return draft.path.stem.wholeMatch(of: /memor(ies|y-[0-9]+)(-[0-9]+)?/) != nil
    }

    private func rewritten(_ block: FileDraft.Block) -> ArraySlice<TextLine> {
        guard let text = block.newText, text != block.text else { return original[block.lines] }
        let old = original[block.textLines]
        let places = LineDiff(text.lines, old.map(\.text)).newPlaces(oldCount: text.lines.count)
        var new = text.lines.enumerated().map { index, line in
            places[index].map { old[old.startIndex + $0] } ?? TextLine(line, ending)
        }
        for index in new.indices where new[index].ending == .none { new[index].ending = ending }
        if let last = old.last { new[new.endIndex - 1].ending = last.ending }
        let before = original[block.lines.lowerBound..<block.textLines.lowerBound]
        return before + new + original[block.textLines.upperBound..<block.lines.upperBound]
    }

    private mutating func append(_ more: ArraySlice<TextLine>) {
        guard let first = more.first else { return }
        if let last = lines.last {
            if last.ending == .none { lines[lines.endIndex - 1].ending = ending }
            // Without it a text could become a part of the paragraph before it, or its heading.
            if !last.isBlank, !first.isBlank, needsGap { lines.append(TextLine("", ending)) }
        }
        needsGap = false
        lines += more
    }

    private mutating func insert(_ text: MarkdownText) {
        if let last = lines.last {
            if last.ending == .none { lines[lines.endIndex - 1].ending = ending }
            if !last.isBlank { lines.append(TextLine("", ending)) }
        }
        lines += text.lines.map { TextLine($0, ending) }
        needsGap = true
    }

    /// Where what was last is gone, the file ends as it ended before.
    private mutating func trimEnd() {
        guard let last = draft.blocks.last, last.isRemoved else { return }
        while lines.last?.isBlank == true { lines.removeLast() }
        let end = original[last.textLines.upperBound..<last.lines.upperBound]
        if !lines.isEmpty { lines += end }
        if end.isEmpty, let ending = original.last?.ending, !lines.isEmpty { lines[lines.endIndex - 1].ending = ending }
    }

    /// Whether each section is found again in the new text, in order.
    private func isReadBack(_ sections: [FilePlan.Section]) -> Bool {
        var wanted = draft.blocks.filter { !$0.isRemoved && $0.kind != .layout }.flatMap { block in
            (block.newText ?? block.text).units.map(\.text)
        }[...]
        for unit in MarkdownUnit.units(of: lines.map(\.text)) where unit.text == wanted.first { wanted.removeFirst() }
        return wanted.isEmpty
    }
}
