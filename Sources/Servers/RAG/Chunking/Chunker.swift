import Retrieval

/// Cuts texts into chunks where their structure allows it: between sections, paragraphs, rows, then sentences, then words.
///
/// Together the chunks cover every character that can be seen, in order and without overlap. The same text always gives the
/// same chunks, and a change in one section leaves those of others as they are, unless they are so small that they share
/// a chunk.
struct Chunker: Sendable {
    /// Counts the tokens of texts.
    typealias Counter = ([String]) async throws -> [Int]

    private let options: ChunkingOptions

    init(_ options: ChunkingOptions = ChunkingOptions()) {
        var options = options
        options.tokens = min(max(20, options.tokens), 250)
        options.parentTokens = max(options.tokens, options.parentTokens)
        self.options = options
    }

    /// The chunks of a text; none where nothing is to be seen in it.
    func chunks(of source: SourceText, counting: Counter) async throws -> [Chunk] {
        let text = Array(source.text.utf8)
        var groups: [SectionGroup] = []
        for section in source.structure.sections(of: text) {
            let atoms = try await counted(section.blocks.flatMap { $0.atoms(in: text) }, in: text, counting)
            guard !atoms.isEmpty else { continue }
            let group = SectionGroup(section, atoms)
            if groups.last?.takes(group, limit: options.tokens) == true {
                groups[groups.count - 1].join(group)
            } else {
                groups.append(group)
            }
        }
        let drafts = groups.flatMap { $0.drafts(options) }
        return ChunkDraft.chunks(drafts, in: source.text, text)
    }

    /// The atoms with their tokens, those that no chunk holds in pieces.
    private func counted(_ atoms: [TextAtom], in text: [UInt8], _ counting: Counter) async throws -> [TextAtom] {
        let limit = options.tokens
        var atoms = atoms.flatMap { $0.isTooLong(for: limit) ? $0.cut(in: text, every: 4 * limit) : [$0] }
        atoms = try await withTokens(atoms, in: text, counting)
        // Each round at least halves what is too long; a single character may have more tokens than a chunk.
        for _ in 0..<16 where atoms.contains(where: { $0.tokens > limit && $0.range.count > 8 }) {
            var pieces: [TextAtom] = []
            for atom in atoms {
                let isWhole = atom.tokens <= limit || atom.range.count <= 8
                pieces +=
                    isWhole ? [atom] : atom.cut(in: text, every: atom.range.count * limit / (atom.tokens + limit / 2))
            }
            atoms = try await withTokens(pieces, in: text, counting)
        }
        return try await withHeaders(atoms, in: text, counting)
    }

    private func withTokens(_ atoms: [TextAtom], in text: [UInt8], _ counting: Counter) async throws -> [TextAtom] {
        let counts = try await counting(atoms.map { String(decoding: text[$0.range], as: UTF8.self) })
        return zip(atoms, counts).map { atom, count in
            var atom = atom
            atom.tokens = count
            return atom
        }
    }

    /// A header that takes more than half of a chunk is not repeated.
    private func withHeaders(_ atoms: [TextAtom], in text: [UInt8], _ counting: Counter) async throws -> [TextAtom] {
        let headers = Array(Set(atoms.compactMap(\.header)))
        guard !headers.isEmpty else { return atoms }
        let short = headers.filter { $0.count <= 8 * options.tokens }
        let counts = try await counting(short.map { String(decoding: text[$0], as: UTF8.self) })
        let tokens = Dictionary(zip(short, counts)) { first, _ in first }
        return atoms.map { atom in
            var atom = atom
            let count = atom.header.flatMap { tokens[$0] } ?? .max
            let fits = count <= options.tokens / 2 && atom.tokens <= options.tokens - count
            atom.headerTokens = fits && atom.header != nil ? count : 0
            if !fits { atom.header = nil }
            return atom
        }
    }
}

extension TextStructure {
    /// The sections of a text, in order; a text without headings or pages has one.
    func sections(of text: [UInt8]) -> [TextSection] {
        switch self {
        case .plain: PlainSections.sections(of: text)
        case .pages: PlainSections.pages(of: text)
        case .markdown: MarkdownSections.sections(of: text)
        case .code: CodeSections.sections(of: text)
        case .table: RecordSections.table(of: text)
        case .jsonLines: RecordSections.lines(of: text)
        case .json: JSONSections.sections(of: text)
        }
    }
}
