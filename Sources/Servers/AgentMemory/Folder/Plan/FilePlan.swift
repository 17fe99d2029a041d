import Text

/// What is to be done with one file and the memories in it, so that both are in step. All of it is one transaction.
struct FilePlan: Sendable {
    /// A memory that a section is: one that the bank has, or one that the plan makes.
    enum Memory: Sendable, Hashable {
        case known(Int32)
        /// By its place among those that are made.
        case new(Int)
    }

    /// What changes in the bank.
    enum Change: Sendable, Hashable {
        case create(content: String)
        /// The memory must still say what it said when the plan was made.
        case update(Int32, from: String, to: String)
        case retire(Int32, from: String)
        case restore(Int32, from: String)
    }

    /// A side of a conflict that goes into a file of its own.
    struct Conflict: Sendable, Hashable {
        let memory: Int32
        let path: FolderPath
        let text: MarkdownText
    }

    /// A section as it is after the sync.
    struct Section: Sendable, Hashable {
        let memory: Memory
        let title: MarkdownText
        let text: MarkdownText
    }

    let path: FolderPath
    /// The file as it was read; nil where there is none.
    let original: MarkdownFile?
    /// What the bank knew of it, perhaps under another path.
    let known: KnownFile?
    var changes: [Change] = []
    var conflicts: [Conflict] = []
    var sections: [Section] = []
    /// Sections that are in step no more and keep what was known of them, such as a memory that is forgotten now.
    var absent: [KnownSection] = []
    /// Sections that stay as they are known, since they are not in step yet.
    var pending: [KnownSection] = []
    /// The lines that the file shall have after its front matter; nil where it stays as it is or is not there.
    var body: [TextLine]?
    /// Whether its front matter is to be written though its body stays.
    var needsMark = false
    /// Whether the file is to be removed: it was ours, and is empty.
    var isRemoved = false

    /// Whether there is nothing to do, and nothing new to know.
    var isInStep: Bool {
        guard changes.isEmpty, conflicts.isEmpty, !writesFile, !isRemoved, let known, known.path == path,
            original == nil || original?.bodyHash == known.bodyHash && original?.frontMatter?.mark?.base == known.stamp
        else { return false }
        return places([]) == known.sections
    }

    /// All that is to be known of the file's sections, once those that are new have ids.
    func places(_ new: [Int32]) -> [KnownSection] {
        let ids = memories(new)
        var places = zip(ids, sections).enumerated().map { ordinal, section in
            KnownSection(memory: section.0, ordinal: ordinal, title: section.1.title, text: section.1.text)
        }
        var seen = Set(ids)
        for section in pending + absent where seen.insert(section.memory).inserted { places.append(section) }
        return places.sorted { ($0.ordinal, $0.memory) < ($1.ordinal, $1.memory) }
    }

    var writesFile: Bool { (body != nil || needsMark) && !isRemoved }

    /// The ids of its memories, once those that are new have theirs.
    func memories(_ new: [Int32]) -> [Int32] {
        sections.map { section in
            switch section.memory {
            case .known(let id): id
            case .new(let place): new[place]
            }
        }
    }

    /// The bytes to write, and the mark in them.
    func rendered(in folder: String, new: [Int32]) -> (bytes: [UInt8], mark: FileMark?) {
        let lines = body ?? original?.body ?? []
        let mark = FileMark(folder: folder, base: MarkdownFile.hash(of: lines), memories: memories(new))
        let ending = original?.usualEnding ?? .lineFeed
        let isUnmarkable = original?.frontMatter?.canBeMarked == false
        let frontMatter = original?.frontMatter?.marked(mark) ?? FrontMatter.lines(of: mark, ending)
        return (
            MarkdownFile.bytes(original?.hasByteOrderMark ?? false, frontMatter, lines),
            isUnmarkable ? original?.frontMatter?.mark : mark
        )
    }

    /// The change of the file's text, as `diff -u` prints it.
    var diff: String {
        let new = isRemoved ? [] : body ?? original?.body ?? []
        return UnifiedDiff.text(
            original?.body ?? [],
            new,
            from: original == nil ? "/dev/null" : path.text,
            to: isRemoved ? "/dev/null" : path.text
        )
    }
}

/// What is to be done so that folder and bank are in step.
struct FolderPlan: Sendable {
    var files: [FilePlan] = []
    var flaws: [FolderFlaw] = []
    /// How many memories are not retired, since it is not sure that their files were deleted.
    var heldBack = 0
}
