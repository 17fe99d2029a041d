import Async
import Embedding
import Postgres
import Retrieval
import Text

/// Cuts texts into chunks, and embeds those that are new.
struct ChunkPreparation: Sendable {
    /// Texts with more new chunks are embedded behind the call; this many take about five seconds on two cores.
    private static let mostEmbedded = 1_000

    let chunks: OpenedTable
    let embedder: LazyValue<any Embedder>

    /// The chunks of texts, in their order, those that are not stored yet with their vectors.
    ///
    /// - Parameters:
    ///   - texts: Each with the id of its document, where that is stored.
    ///   - embedsAll: Whether chunks get vectors however many there are.
    func prepare(
        _ texts: [(document: Int32?, text: SourceText)],
        embedsAll: Bool = false,
        progress: Embedder.Progress?
    ) async throws -> [[NewChunk]] {
        let embedder = try await embedder.value()
        let chunker = Chunker(ChunkingOptions())
        var cut: [[Chunk]] = []
        for (_, text) in texts {
            cut.append(try await chunker.chunks(of: text) { try await embedder.tokenCounts(of: $0) })
        }
        let known = try await ChunkStore(texts: chunks.store.value()).embeddedTexts(of: texts.compactMap(\.document))
        var new = cut.map { $0.map { NewChunk(chunk: $0) } }
        var places: [(Int, Int)] = []
        for (text, chunks) in cut.enumerated() {
            let there = texts[text].document.flatMap { known[$0] } ?? []
            for (place, chunk) in chunks.enumerated() where !there.contains(BytewiseString(chunk.text)) {
                places.append((text, place))
            }
        }
        guard !places.isEmpty, embedsAll || places.count <= Self.mostEmbedded else { return new }
        let vectors = try await chunks.collection().embed(
            places.map { new[$0.0][$0.1].chunk.text },
            progress: progress
        )
        for ((text, place), vector) in zip(places, vectors) { new[text][place].embedded = vector }
        return new
    }
}
