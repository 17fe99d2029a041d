import Documents
import JSONFormat
import MCP
import Retrieval

struct GetSource: Tool {
    static let definition = ToolDefinition(
        name: "get_source",
        title: "Get source",
        description: "Returns a source: its text or a former one, a long one in parts, and by choice its chunks.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("Its id.") var id: Int32?
        @Argument("Or its key.", .length(1...DocumentReference.longestKey)) var key: String?
        @Argument("Characters to skip.", .range(0...1_000_000_000)) var offset: Int32 = 0
        @Argument("And to return at most.", .range(0...1_000_000)) var length: Int32 = 20_000
        @Argument("A former text: one of former_versions.", .range(1...)) var version: Int32?
        @Argument("Also its chunks, from that place on; 100 at most.", .range(0...)) var chunksFrom: Int32?
    }

    struct Output: ToolOutput {
        var source: SourceOutput
        var content: String
        var chunks: [ChunkOutput]?
        /// The former texts that are kept, the last first; absent where there is none.
        var formerVersions: [VersionOutput]?
    }

    private static let mostChunks: Int32 = 100

    let access: RAGAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let reference = try DocumentReference(id: input.id, key: input.key)
        let store = try await access.sources()
        guard let source = try await store.source(reference) else { throw ToolError.noSource(reference) }
        let range = input.offset..<Int32(clamping: Int64(input.offset) + Int64(input.length))
        let versions = try await store.versions(of: source.id)
        let text: String?
        if let version = input.version, version != source.version {
            text = try await store.text(of: source.id, version: version, range)
            guard text != nil else {
                throw ToolError(
                    "version: \(reference.inWords) has no version \(version) that is kept; see former_versions."
                )
            }
        } else {
            text = try await store.texts([(source.id, range)])[0]
        }
        var chunks: [ChunkOutput]?
        if let first = input.chunksFrom {
            chunks = try await access.chunkStore().chunks(of: source.id, from: first, limit: Self.mostChunks)
                .map(ChunkOutput.init)
        }
        return Output(
            source: SourceOutput(source),
            content: text ?? "",
            chunks: chunks,
            formerVersions: versions.isEmpty ? nil : versions.map(VersionOutput.init)
        )
    }
}

/// A text that a source had before.
struct VersionOutput: Codable, Sendable {
    var version: Int32
    /// Characters (Unicode scalars) of it.
    var length: Int32
    var validFrom: String?
    var validTo: String?

    init(_ row: VersionRow) {
        version = row.version
        length = row.length
        validFrom = row.validFrom
        validTo = row.validTo
    }
}

/// A chunk of a source.
struct ChunkOutput: Codable, Sendable {
    /// Its place in the source, from 0.
    var ordinal: Int32
    /// What is embedded and searched: the characters of its range, after a table's header where one is repeated.
    var content: String
    var range: PassageRange
    /// What a reader would want whole around it.
    var parent: PassageRange
    /// The headings above it, the outermost first.
    var headings: [String]
    var page: Int32?
    /// By the tokenizer of the model.
    var tokens: Int32

    init(_ row: ChunkRow) {
        ordinal = row.ordinal
        content = row.content
        range = PassageRange(row.range)
        parent = PassageRange(row.parent)
        headings = row.headings
        page = row.page
        tokens = row.tokens
    }

    init(_ chunk: Chunk, ordinal: Int) {
        self.ordinal = Int32(ordinal)
        content = chunk.text
        range = PassageRange(chunk.range)
        parent = PassageRange(chunk.parent)
        headings = chunk.headings
        page = chunk.page
        tokens = chunk.tokens
    }
}
