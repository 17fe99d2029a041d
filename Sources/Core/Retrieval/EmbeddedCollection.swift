package import Embedding
import Postgres

/// The texts of an embedded table together with the model that embeds them.
package struct EmbeddedCollection: Sendable {
    /// Texts with more passages are stored at once and embedded after the call; this many take about 20 s on two cores.
    static let passagesEmbeddedInCall = 500

    /// The table.
    package let store: EmbeddedTableStore
    /// The model.
    package let embedder: any Embedder

    /// - Throws: ``RetrievalError`` where the model's vectors do not match those of the table.
    package init(store: EmbeddedTableStore, embedder: any Embedder) async throws {
        let table = store.table
        guard store.dimensions == embedder.model.dimensions else {
            throw RetrievalError(
                .table,
                """
                The model \(embedder.model.id) makes vectors of \(embedder.model.dimensions) dimensions, but the column \
                \(table.name).\(table.embedding) holds vectors of \(store.dimensions). Set EMBEDDING_MODEL to the model \
                that made them, or use another database.
                """
            )
        }
        self.store = store
        self.embedder = embedder
        try await checkModel()
    }

    /// Looks whether the table still has vectors of the model.
    ///
    /// - Throws: ``RetrievalError`` where it has those of another one.
    package func checkModel() async throws {
        guard let other = try await store.otherModel(than: embedder.model.id) else { return }
        let table = store.table
        let reset = [table.embedding, table.model, table.embeddedLength]
            .map { "\(quoteIdentifier($0)) = NULL" }.joined(separator: ", ")
        throw RetrievalError(
            .table,
            """
            The texts of \(table.name) have vectors of the model \(other), which cannot be compared with those of \
            \(embedder.model.id). Set EMBEDDING_MODEL to \(other), use another database, or have all texts \
            embedded again: UPDATE \(("\(identifier: table.name)" as SQL).text) SET \(reset)
            """
        )
    }

    /// The vectors of a text that is about to be stored; nil for a very long one, which the backlog embeds later.
    /// - Throws: ``RetrievalError`` for a text without any words.
    package func embed(_ content: String, progress: Embedder.Progress? = nil) async throws -> EmbeddedContent? {
        try Self.check(content)
        return try await embed([content], progress: progress)[0]
    }

    /// The vectors of texts that are about to be stored, all in one run of the model; nil for a very long one.
    package func embed(_ contents: [String], progress: Embedder.Progress? = nil) async throws -> [EmbeddedContent?] {
        var texts: [[Passage]] = []
        texts.reserveCapacity(contents.count)
        for content in contents {
            let passages = try await embedder.passages(of: content)
            texts.append(passages.count <= Self.passagesEmbeddedInCall ? passages : [])
        }
        let vectors = try await embedder.embed(passages: Array(texts.joined()), progress: progress)
        var start = 0
        return zip(contents, texts).map { content, passages in
            defer { start += passages.count }
            guard !passages.isEmpty else { return nil }
            return EmbeddedContent(
                content: content,
                passages: passages,
                vectors: Array(vectors[start..<start + passages.count]),
                model: embedder.model.id
            )
        }
    }

    /// - Throws: ``RetrievalError`` for a text without any words.
    package static func check(_ content: String) throws(RetrievalError) {
        guard content.holdsText else {
            throw RetrievalError(
                .text,
                "content contains only white space or control characters; give it at least one word."
            )
        }
    }

    /// The texts that answer a query best.
    package func search(
        _ question: String,
        mode: SearchMode = .hybrid,
        limit: Int32 = 10,
        depth: Int32? = nil,
        minScore: Double? = nil,
        scope: SearchScope? = nil,
        filter: MetadataFilter? = nil
    ) async throws -> SearchResult {
        let query = try query(
            question,
            mode: mode,
            limit: limit,
            depth: depth,
            minScore: minScore,
            scope: scope,
            filter: filter
        )
        return try await store.search(query) { [embedder] in try await embedder.embed(query: query.words.text) }
    }

    /// The query that ``search(_:mode:limit:depth:minScore:scope:filter:)`` makes of a question, with its vector.
    package func embeddedQuery(
        _ question: String,
        mode: SearchMode,
        limit: Int32,
        depth: Int32? = nil,
        filter: MetadataFilter? = nil
    ) async throws -> SearchQuery {
        var query = try query(
            question,
            mode: mode,
            limit: limit,
            depth: depth,
            minScore: nil,
            scope: nil,
            filter: filter
        )
        if query.mode != .keyword { query.vector = try await embedder.embed(query: query.words.text) }
        return query
    }

    private func query(
        _ question: String,
        mode: SearchMode,
        limit: Int32,
        depth: Int32?,
        minScore: Double?,
        scope: SearchScope?,
        filter: MetadataFilter?
    ) throws -> SearchQuery {
        let words = try KeywordQuery(asked: question)
        let isKnown = mode == .keyword || embedder.knowsWords(of: words.text)
        guard isKnown || mode == .hybrid else {
            throw RetrievalError(
                .text,
                "The model \(embedder.model.id) knows no word of the query, so it cannot say what is near to it in meaning. "
                    + "Search by keyword, or ask in a language that the model knows."
            )
        }
        // What the model does not know has no meaning for it, and only its words can be found.
        let mode = isKnown ? mode : .keyword
        return SearchQuery(
            words,
            vector: [],
            mode: mode,
            limit: limit,
            depth: depth,
            minScore: minScore,
            scope: scope,
            filter: filter
        )
    }

    func embed(
        _ passages: [Passage],
        of content: String,
        progress: Embedder.Progress?
    ) async throws -> EmbeddedContent {
        let vectors = try await embedder.embed(passages: passages, progress: progress)
        return EmbeddedContent(content: content, passages: passages, vectors: vectors, model: embedder.model.id)
    }
}

extension String {
    /// Whether there is any text to embed.
    var holdsText: Bool {
        unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format: false
            default: !scalar.properties.isWhitespace
            }
        }
    }
}
