/// A section, or several in a row that are too small for chunks of their own.
struct SectionGroup {
    private var headings: [String]
    private var level: Int
    private let page: Int32?
    private var atoms: [TextAtom]
    private var tokens: Int
    /// The tokens of the last section.
    private var lastTokens: Int
    /// Whether there is anything but headings.
    private var hasBody: Bool

    init(_ section: TextSection, _ atoms: [TextAtom]) {
        headings = section.headings
        level = section.level
        page = section.page
        self.atoms = atoms
        tokens = atoms.reduce(0) { $0 + $1.tokens }
        lastTokens = tokens
        hasBody = section.blocks.count > 1 || section.level == 0
    }

    /// Whether a section goes with this one: this one is but a heading above it, or both are tiny, fit into a chunk, and
    /// stand below the same heading.
    func takes(_ next: SectionGroup, limit: Int) -> Bool {
        guard page == next.page else { return false }
        guard hasBody else { return next.level > level }
        let areTiny = 4 * lastTokens < limit && 4 * next.tokens < limit && tokens + next.tokens <= limit
        return areTiny && next.hasBody && next.level >= level && (level > 0 || next.level == 0)
    }

    mutating func join(_ next: SectionGroup) {
        var added = next.atoms
        if hasBody {
            // What is above all of them.
            headings = Array(zip(headings, next.headings).prefix { $0 == $1 }.map(\.0))
        } else {
            headings = next.headings
            level = next.level
            hasBody = next.hasBody
            // A heading stays with what is below it.
            added[0].cost = SeamCost.never
        }
        atoms += added
        tokens += next.tokens
        lastTokens = next.tokens
    }

    /// Its chunks, in order.
    func drafts(_ options: ChunkingOptions) -> [ChunkDraft] {
        var drafts = ChunkPacking(limit: options.tokens).chunks(of: atoms).map { range in
            let first = atoms[range.lowerBound]
            let tokens = atoms[range].reduce(first.headerTokens) { $0 + $1.tokens }
            let place = first.range.lowerBound..<atoms[range.upperBound - 1].range.upperBound
            return ChunkDraft(
                range: place,
                header: first.header,
                headings: headings,
                page: page,
                parent: place,
                tokens: tokens
            )
        }
        for run in runs(of: drafts.map(\.tokens), limit: options.parentTokens) {
            let parent = drafts[run.lowerBound].range.lowerBound..<drafts[run.upperBound - 1].range.upperBound
            for place in run { drafts[place].parent = parent }
        }
        return drafts
    }

    /// Runs of chunks that are about equally long and fit into a parent.
    private func runs(of tokens: [Int], limit: Int) -> [Range<Int>] {
        let total = tokens.reduce(0, +)
        guard total > limit else { return tokens.isEmpty ? [] : [tokens.indices] }
        let target = total / ((total + limit - 1) / limit)
        var runs: [Range<Int>] = []
        var start = 0
        var sum = 0
        for (place, count) in tokens.enumerated() {
            if place > start, sum + count > limit || sum >= target {
                runs.append(start..<place)
                (start, sum) = (place, 0)
            }
            sum += count
        }
        runs.append(start..<tokens.count)
        return runs
    }
}
