import Embedding
import Metrics

/// The figures of a server, as `/metrics` shows them.
enum ServerMetrics {
    /// Makes the backend and gives it to everything in this process that measures; once a process.
    static func bootstrap(server: String, resources: ServerResources) -> PrometheusMetrics {
        var configuration = PrometheusMetrics.Configuration()
        configuration.help.merge(PoolMetrics.help) { own, _ in own }
        let metrics = PrometheusMetrics(configuration: configuration)
        MetricsSystem.bootstrap(metrics)
        metrics.gauge("paddle_build_info", help: "What is running; always 1.") {
            [.init(["server": server, "version": paddleVersion], 1)]
        }
        showEmbedding(of: resources, on: metrics)
        return metrics
    }

    private static func showEmbedding(of resources: ServerResources, on metrics: PrometheusMetrics) {
        typealias Figure = (name: String, help: String, read: @Sendable (EmbeddingStatistics) -> Double)
        let counters: [Figure] = [
            ("paddle_embedding_batches", "Batches the model has computed.", { Double($0.batches) }),
            ("paddle_embedding_texts", "Texts the model has computed.", { Double($0.rows) }),
            ("paddle_embedding_tokens", "Tokens the model has computed, without padding.", { Double($0.tokens) }),
            ("paddle_embedding_cache_hits", "Texts answered without the model.", { Double($0.reused) }),
            (
                "paddle_embedding_model_seconds", "Time spent inside the model.",
                { Double($0.modelNanoseconds) / 1_000_000_000 }
            ),
        ]
        let gauges: [Figure] = [
            ("paddle_embedding_queue", "Texts that wait for the model.", { Double($0.waiting) }),
            ("paddle_embedding_largest_batch", "Texts in the largest batch so far.", { Double($0.largestBatch) }),
        ]
        let statistics: @Sendable () -> EmbeddingStatistics? = {
            (resources.embedder.startedValue as? LocalEmbedder)?.statistics
        }
        for (name, help, read) in counters {
            metrics.counter(name, help: help) { statistics().map { [.init([:], read($0))] } ?? [] }
        }
        for (name, help, read) in gauges {
            metrics.gauge(name, help: help) { statistics().map { [.init([:], read($0))] } ?? [] }
        }
    }
}
