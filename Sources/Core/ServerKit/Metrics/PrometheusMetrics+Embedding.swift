public import Embedding

extension PrometheusMetrics {
    /// Shows what the local engine does.
    ///
    /// - Parameter statistics: Reads the engine's statistics; nil while it is not loaded.
    public func showEmbedding(_ statistics: @escaping @Sendable () -> EmbeddingStatistics?) {
        let read = { (value: @escaping @Sendable (EmbeddingStatistics) -> Double) in
            { @Sendable in statistics().map { [Sample(value($0))] } ?? [] }
        }
        counter(
            "paddle_embedding_batches_total",
            help: "Batches the model computed.",
            read: read { Double($0.batches) }
        )
        counter(
            "paddle_embedding_texts_total",
            help: "Texts the model computed: by batch, its mean size.",
            read: read { Double($0.rows) }
        )
        counter(
            "paddle_embedding_texts_reused_total",
            help: "Texts answered from memory, or by the same text in the same batch.",
            read: read { Double($0.reused) }
        )
        counter(
            "paddle_embedding_tokens_total",
            help: "Tokens of the texts computed.",
            read: read { Double($0.tokens) }
        )
        counter(
            "paddle_embedding_padded_tokens_total",
            help: "Tokens the model computed, padding included.",
            read: read { Double($0.paddedTokens) }
        )
        counter(
            "paddle_embedding_model_seconds_total",
            help: "Time spent inside the model.",
            read: read { Double($0.modelNanoseconds) / 1e9 }
        )
        gauge(
            "paddle_embedding_largest_batch_texts",
            help: "Texts in the largest batch so far.",
            read: read { Double($0.largestBatch) }
        )
        gauge(
            "paddle_embedding_waiting_texts",
            help: "Texts that wait for the model.",
            read: read { Double($0.waiting) }
        )
    }
}
