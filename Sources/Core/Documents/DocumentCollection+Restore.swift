package import Embedding
package import Retrieval

extension DocumentCollection {
    /// The vectors of documents that come from elsewhere: those they bring, where this collection's model has made them,
    /// and new ones for the other texts. nil leaves a document to the backlog.
    ///
    /// - Parameter maker: The model that made the vectors that they bring.
    package func vectors(
        of documents: [WholeDocument],
        madeBy maker: String?,
        progress: Embedder.Progress? = nil
    ) async throws -> [EmbeddedContent?] {
        var vectors: [EmbeddedContent?] = []
        for document in documents {
            vectors.append(maker == model ? try await brought(document) : nil)
        }
        let new = documents.indices.filter { place in
            guard vectors[place] == nil, let content = documents[place].content else { return false }
            return (try? EmbeddedCollection.check(content)) != nil
        }
        guard !new.isEmpty else { return vectors }
        let made = try await embed(contents: new.map { documents[$0].content ?? "" }, progress: progress)
        for (place, made) in zip(new, made) { vectors[place] = made }
        return vectors
    }

    private func brought(_ document: WholeDocument) async throws -> EmbeddedContent? {
        guard document.passages.isEmpty else { return EmbeddedContent(model: model, passages: document.passages) }
        // Other programs embed the beginning of a long text alone.
        guard let vector = document.vector, let content = document.content, try await isOnePassage(content) else {
            return nil
        }
        let end = Int32(content.unicodeScalars.count)
        return EmbeddedContent(model: model, passages: [EmbeddedPassage(start: 0, end: end, vector: vector)])
    }
}
