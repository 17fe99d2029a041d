import Documents
import Embedding
import Postgres
import Retrieval

/// A source that is to be stored.
struct NewSource: Sendable {
    let key: String?
    let title: String?
    let text: SourceText
    let metadata: JSONText
    var origin: SourceOrigin
}

/// A source that is cut and has its vectors.
struct PreparedSource: Sendable {
    let source: NewSource
    /// Its chunks; nil where they are stored already.
    let chunks: [NewChunk]?
}

/// What became of a source.
struct IngestedSource: Sendable {
    let document: Document
    let outcome: StoredDocument.Outcome
    /// What has changed of its chunks; nil where nothing has.
    let chunks: ChunkStore.Replacement?
}

/// Stores sources: texts are cut and embedded first, and each is then written in one transaction.
struct SourceIngestion: Sendable {
    let access: RAGAccess
    /// Whether chunks get vectors at once however many there are.
    var embedsAll = false

    /// Cuts sources and embeds what is new of them, all in one run of the model.
    ///
    /// - Throws: ``RetrievalError`` for a text without any words.
    func prepare(_ sources: [NewSource], progress: Embedder.Progress? = nil) async throws -> [PreparedSource] {
        for source in sources { try EmbeddedCollection.check(source.text.text) }
        let known = try await access.sources().known(sources.map { ($0.key, $0.text) })
        let changed = sources.indices.filter { known[$0]?.isSame != true }
        let preparation = ChunkPreparation(chunks: access.chunks, embedder: access.embedder)
        let cut = try await preparation.prepare(
            changed.map { (known[$0]?.id, sources[$0].text) },
            embedsAll: embedsAll,
            progress: progress
        )
        let chunks = Dictionary(uniqueKeysWithValues: zip(changed, cut))
        return sources.indices.map { PreparedSource(source: sources[$0], chunks: chunks[$0]) }
    }

    /// Stores sources, in their order. The connection is in a transaction: all are stored or none.
    ///
    /// - Parameter prepared: No two of them have the same key.
    func store(_ prepared: [PreparedSource], on connection: PostgresConnection) async throws -> [IngestedSource] {
        let documents = try await access.documents.store()
        let stored = try await documents.put(
            prepared.map { one in
                NewDocument(
                    key: one.source.key,
                    title: one.source.title,
                    content: one.source.text.text,
                    metadata: one.source.metadata
                )
            },
            on: connection
        )
        // Their vectors come with those of the chunks.
        try await documents.reserveVectors(of: stored.map(\.document.id), on: connection)
        let (sources, chunks) = (try await access.sources(), try await access.chunkStore())
        var results: [IngestedSource] = []
        var cut: [Int32] = []
        for (one, stored) in zip(prepared, stored) {
            let id = stored.document.id
            let isChunked = try await sources.note(one.source.origin, of: id, on: connection)
            var replacement: ChunkStore.Replacement?
            if !isChunked, let new = one.chunks {
                replacement = try await chunks.replace(id, by: new, metadata: one.source.metadata, on: connection)
                cut.append(id)
            }
            results.append(IngestedSource(document: stored.document, outcome: stored.outcome, chunks: replacement))
        }
        if !cut.isEmpty { try await sources.noteChunks(of: cut, keeping: access.keptVersions, on: connection) }
        return results
    }
}
