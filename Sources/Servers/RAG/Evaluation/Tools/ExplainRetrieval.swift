import Documents
import HTTP
import MCP
import Retrieval

struct ExplainRetrieval: Tool {
    static let definition = ToolDefinition(
        name: "explain_retrieval",
        title: "Explain retrieval",
        description: """
            Says why search_documents finds a source for a query or does not: by words, by meaning, together, and what \
            leaves it out; of its best chunk, or of one that you name.
            """,
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("The query.", .length(1...100_000)) var query: String
        @Argument("The id of the source.") var id: Int32?
        @Argument("Or its key.", .length(1...DocumentReference.longestKey)) var key: String?
        @Argument("One of its chunks, by its place from 0.", .range(0...)) var chunk: Int32?
        @Argument("Or a place in its text, in characters.", .range(0...)) var start: Int32?
        @ArgumentGroup var options: SearchOptions
    }

    struct Output: ToolOutput {
        var verdict: RetrievalExplanation.Verdict
        /// In plain words, and what to do next.
        var reason: String
        var advice: String?
        var sourceId: Int32
        var title: String?
        var uri: String?
        var chunk: ChunkOutput?
        /// The number of its passage in the result, from 1.
        var passage: Int?
        /// What it would be without limit, per_source and expand.
        var unlimitedPassage: Int?
        /// That it has, or would have if it were ranked.
        var score: Double?
        var parts: PassageOutput.Parts?
        /// How much its neighbours add to the parts, or take where it is negative.
        var neighbours: PassageOutput.Parts?
        /// Its place among the chunks that were ranked, or that its score would give it.
        var rank: Int?
        var words: Words?
        var meaning: Meaning?
    }

    struct Words: Codable, Sendable {
        /// Those of the query, the weightiest first.
        var terms: [Term]
        /// 0 to 1, without neighbours.
        var score: Double
        /// Among all chunks that filter lets pass; absent where no word occurs, or where counting takes too long.
        var rank: Int?
        /// How many chunks this leg gives, and whether it is one of them.
        var depth: Int
        var isCandidate: Bool
    }

    struct Term: Codable, Sendable {
        /// As the index has it.
        var term: String
        /// How many chunks hold it.
        var chunks: Int
        /// How much of a score it can make up, 0 to 1.
        var weight: Double
        /// How much it does; 0 where the chunk lacks it.
        var share: Double
    }

    struct Meaning: Codable, Sendable {
        /// The cosine of query and chunk; absent while it has no vector.
        var similarity: Double?
        /// Among all chunks that filter lets pass, by comparing each; absent where that takes too long.
        var rank: Int?
        var among: Int?
        /// How many chunks this leg gives, and whether it is one of them.
        var depth: Int
        var isCandidate: Bool
        /// How they are looked for.
        var path: String?
    }

    private static let mostTerms = 30

    let access: RAGAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let reference = try DocumentReference(id: input.id, key: input.key)
        guard input.chunk == nil || input.start == nil else { throw ToolError("Give chunk or start, not both.") }
        guard let source = try await access.sources().source(reference) else { throw ToolError.noSource(reference) }
        let search = PassageSearch(access: access, options: input.options)
        guard source.chunks > 0 else { return Self.output(of: source) }
        let chunk = try await chunk(of: source, input)
        guard let explained = try await RetrievalExplanation(of: chunk, for: input.query, by: search) else {
            throw ToolError("The source was changed just now; ask again.")
        }
        return Self.output(of: source, explained)
    }

    /// The chunk that is asked about, or that answers best.
    private func chunk(of source: SourceRow, _ input: Input) async throws -> ChunkRow {
        let store = try await access.chunkStore()
        if let ordinal = input.chunk {
            if let chunk = try await store.chunks(of: source.id, from: ordinal, limit: 1).first { return chunk }
            throw ToolError("chunk must be below \(source.chunks), which is how many chunks the source has.")
        }
        if let start = input.start {
            if let chunk = try await store.chunk(of: source.id, at: start) { return chunk }
            throw ToolError("start must be within the \(source.length) characters of the source.")
        }
        let search = ChunkSearch(access: access, sources: [source.id], mode: input.options.mode)
        if let chunk = try await search.best(input.query) { return chunk }
        // Nothing tells one from another.
        guard let first = try await store.chunks(of: source.id, limit: 1).first else {
            throw ToolError("The source was changed just now; ask again.")
        }
        return first
    }

    private static func output(of source: SourceRow) -> Output {
        Output(
            verdict: .notCut,
            reason: source.length == 0
                ? "Not found, because the source has no text." : RetrievalExplanation.notCut,
            advice: source.length == 0 ? nil : RetrievalExplanation.laterAdvice,
            sourceId: source.id,
            title: source.title,
            uri: source.uri ?? source.key
        )
    }

    private static func output(of source: SourceRow, _ explained: RetrievalExplanation) -> Output {
        let row = explained.row
        return Output(
            verdict: explained.verdict,
            reason: explained.reason,
            advice: explained.advice,
            sourceId: source.id,
            title: source.title,
            uri: source.uri ?? source.key,
            chunk: ChunkOutput(explained.chunk),
            passage: explained.passage,
            unlimitedPassage: explained.unlimitedPassage,
            score: explained.score,
            parts: row.parts.map(PassageOutput.Parts.init),
            neighbours: row.parts.map { _ in PassageOutput.Parts(row.neighbours) },
            rank: row.rank,
            words: row.words.map { words in
                Words(
                    terms: words.words.prefix(mostTerms).map {
                        Term(term: $0.term, chunks: $0.rows, weight: $0.weight, share: $0.share)
                    },
                    score: words.score,
                    rank: words.rank,
                    depth: words.depth,
                    isCandidate: words.isCandidate
                )
            },
            meaning: row.meaning.map { meaning in
                Meaning(
                    similarity: meaning.similarity,
                    rank: meaning.rank,
                    among: meaning.among,
                    depth: meaning.depth,
                    isCandidate: meaning.isCandidate,
                    path: meaning.path?.description
                )
            }
        )
    }
}

extension PassageOutput.Parts {
    fileprivate init(_ parts: ScoreParts) { self.init(vector: parts.vector, keyword: parts.keyword) }
}
