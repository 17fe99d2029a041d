import Async
import Documents
import Embedding
import Logging
import Postgres
import Retrieval

/// What is left to do behind the calls: documents that others have stored are cut, chunks are embedded, and documents get
/// the vectors of their chunks, so that the model reads no text twice. Several processes share it.
struct IngestionBacklog: Sendable {
    private static let claims: Int32 = 16

    let documents: DocumentAccess
    let chunks: OpenedTable
    let formerChunks: OpenedTable
    /// How many former texts of a source are kept.
    let keptVersions: Int32
    let activity: IngestionActivity
    let database: LazyValue<PostgresPool>
    let embedder: LazyValue<any Embedder>
    let logger: Logger

    /// Does all that can be done now.
    func work() async throws -> BackgroundWorker.Outcome {
        let sources = SourceStore(pool: try await database.value())
        try await cut(sources)
        let embedded = try await chunks.embedBacklog(logger: logger)
        try await share(sources)
        let former = try await formerChunks.embedBacklog(logger: logger)
        if try await sources.hasBacklog() { return .unfinished }
        return embedded == .done ? former : embedded
    }

    private func cut(_ sources: SourceStore) async throws {
        while try await sources.hasBacklog() {
            let claimed = try await sources.claim(limit: Self.claims)
            guard !claimed.isEmpty else { return }
            do {
                try await cut(claimed, of: sources)
            } catch {
                // In a task of its own: another process is to have them at once when this one ends.
                await Task { try? await sources.release(claimed.map(\.claim)) }.value
                throw error
            }
        }
    }

    private func cut(_ claimed: [ClaimedSource], of sources: SourceStore) async throws {
        let prepared = try await ChunkPreparation(chunks: chunks, embedder: embedder).prepare(
            claimed.map { source in
                let structure = source.structure ?? TextStructure(ofFileNamed: source.key)
                return (source.id, SourceText(text: source.content, structure: structure))
            },
            progress: nil
        )
        let store = ChunkStore(texts: try await chunks.store.value())
        for (source, new) in zip(claimed, prepared) {
            try Task.checkCancellation()
            try await store.pool.transaction { connection in
                guard try await sources.lock(source.claim, on: connection) else { return }
                let metadata = source.metadata ?? JSONText("{}")
                _ = try await store.replace(source.id, by: new, metadata: metadata, on: connection)
                try await sources.noteChunks(of: [source.id], keeping: keptVersions, on: connection)
            }
        }
    }

    /// Gives documents the vectors of their chunks, where those are of the model that embeds documents. While a folder is
    /// brought in, those of folders are found by their words; its end wakes this again.
    private func share(_ sources: SourceStore) async throws {
        let store = try await documents.store()
        while true {
            let model = try await sources.chunkModel()
            let isOther = if let model { try await store.texts.otherModel(than: model) != nil } else { false }
            let shared = try await sources.pool.transaction { connection in
                let ids = try await sources.documentsToShare(
                    limit: 50,
                    withFolders: !activity.isUnderWay,
                    on: connection
                )
                guard !ids.isEmpty else { return false }
                if !isOther { try await store.takeVectors(of: ids, from: ChunkStore.vectors, on: connection) }
                try await sources.noteShared(ids, on: connection)
                return true
            }
            guard shared else { return }
        }
    }
}
