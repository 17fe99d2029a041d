import HTTP
import JSONFormat
import MCP
import Retrieval
import Text

/// What changes which passages a search finds, in the order of its arguments.
struct SearchOptions: ToolInput {
    @Argument("Passages at most.", .range(1...100)) var limit: Int32 = 10
    @Argument("Compare meaning (vector), words (keyword), or both.") var mode: SearchMode = .hybrid
    @Argument("The least score.", .range(0...1)) var minScore: Double?
    @Argument(
        """
        Metadata of sources to match, as in {"kind":"note","year":{"$gte":2020}}; also $and $or $not $in $exists, \
        $source, $page.
        """
    )
    var filter: JSONObject?
    @Argument("Only in these sources.", .count(1...1_000)) var sourceIds: [Int32]?
    @Argument("section: return all of the section around a hit, up to some 600 tokens.")
    var expand: PassageExpansion = .passage
    @Argument("Passages of one source at most.", .range(1...100)) var perSource: Int32?
    @Argument("How unlike earlier passages the next is to be (MMR): 0 finds most.", .range(0...1))
    var diversity: Double = 0
    @Argument("Search again, nearer to the best hit (Rocchio): finds other things, and less on average.")
    var feedback: Bool = false
}

/// How much around a hit is returned.
enum PassageExpansion: String, CaseIterable, ArgumentValue {
    /// A passage of up to some 200 tokens.
    case passage
    /// What a reader would want whole around it.
    case section
}

extension SearchMode: ArgumentValue {}

/// A search for passages, as search_documents makes it.
struct PassageSearch: Sendable {
    let access: RAGAccess
    var options: SearchOptions
    /// As the sources were at that time; nil for now.
    var asOf: RFC3339Time?

    /// Passages, the best first, and the chunks that they were made of.
    func find(_ query: String) async throws -> (passages: [SourcePassage], found: FoundChunks) {
        let found = try await chunks.find(query, candidates: candidates)
        return (try await passages(of: found.chunks, limit: options.limit), found)
    }

    /// The search for the chunks.
    var chunks: ChunkSearch {
        ChunkSearch(
            access: access,
            sources: options.sourceIds,
            filter: options.filter,
            mode: options.mode,
            minScore: options.minScore,
            asOf: asOf,
            hasFeedback: options.feedback
        )
    }

    /// How many chunks each leg of the search gives, at least.
    var candidates: Int32 { 3 * options.limit }

    /// What the chunks that were found make.
    func passages(of chunks: [FoundChunk], limit: Int32) async throws -> [SourcePassage] {
        var chunks = chunks
        if options.diversity > 0 {
            chunks = try await MarginalRelevance(diversity: options.diversity).ordered(
                chunks,
                most: 4 * Int(options.limit),
                access.chunkStore()
            )
        }
        let assembly = PassageAssembly(mostPerSource: options.perSource.map(Int.init))
        let passages = assembly.passages(of: chunks, limit: Int(limit))
        return options.expand == .section ? passages.widened : passages
    }
}

extension [SourcePassage] {
    /// Each grown to the section around it; those of one section are one.
    fileprivate var widened: [SourcePassage] {
        var widened: [SourcePassage] = []
        for var passage in self {
            passage.range = passage.range.union(passage.best.chunk.parent)
            let place = widened.firstIndex { $0.source == passage.source && $0.range.overlaps(passage.range) }
            guard let place else {
                widened.append(passage)
                continue
            }
            widened[place].range = widened[place].range.union(passage.range)
        }
        return widened
    }
}

extension Range {
    /// The range from the first start to the last end of both.
    func union(_ other: Range) -> Range {
        Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
    }
}
