import Async
import Embedding
import Metrics
import Prometheus

/// The metrics of a server, as `/metrics` shows them.
enum ServerMetrics {
    /// Makes the backend and installs it for the whole process; may be called once.
    static func bootstrap(server: String, resources: ServerResources) -> PrometheusMetrics {
        var configuration = PrometheusMetrics.Configuration()
        configuration.help.merge(PoolMetrics.help) { own, _ in own }
        configuration.help.merge(ownHelp) { own, _ in own }
        let metrics = PrometheusMetrics(configuration: configuration)
        MetricsSystem.bootstrap(metrics)
        metrics.showBuild(server: server, version: paddleVersion)
        showEmbedding(of: resources, on: metrics)
        return metrics
    }

    private static let ownHelp = [
        "mcp_requests": "Requests answered, by method, transport and outcome.",
        "mcp_request_duration": "Time from the arrival of a request to its answer.",
        "mcp_subscriptions": "Subscriptions that are open.",
        "http_connections": "Connections that are open.",
        "paddle_embedding_batch_size": "Texts in each batch the model has computed.",
    ]

    private static func showEmbedding(of resources: ServerResources, on metrics: PrometheusMetrics) {
        typealias Figure = (name: String, help: String, read: @Sendable (EmbeddingStatistics) -> Double)
        let counters: [Figure] = [
            ("paddle_embedding_texts", "Texts the model has computed.", { Double($0.rows) }),
            ("paddle_embedding_tokens", "Tokens the model has computed, without padding.", { Double($0.tokens) }),
            ("paddle_embedding_cache_hits", "Texts answered without the model.", { Double($0.reused) }),
            (
                "paddle_embedding_model_seconds", "Time spent inside the model.",
                { Double($0.modelNanoseconds) / 1_000_000_000 }
            ),
        ]
        let gauges: [Figure] = [
            ("paddle_embedding_queue", "Texts waiting for the model.", { Double($0.waiting) })
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
