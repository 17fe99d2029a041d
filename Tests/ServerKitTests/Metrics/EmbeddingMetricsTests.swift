import Synchronization
import Testing

@testable import Embedding
@testable import ServerKit

@Suite("Metrics of the embedding engine")
struct EmbeddingMetricsTests {
    @Test("an engine shows what it has done once it is loaded")
    func statistics() {
        let statistics = Engine()
        let metrics = PrometheusMetrics()
        metrics.showEmbedding { statistics.value }
        #expect(!metrics.render().contains("paddle_embedding"))

        var value = EmbeddingStatistics()
        value.batches = 2
        value.rows = 3
        value.reused = 4
        value.tokens = 5
        value.paddedTokens = 6
        value.modelNanoseconds = 7_500_000_000
        value.largestBatch = 8
        value.waiting = 9
        statistics.value = value
        let lines = metrics.render().split(separator: "\n").filter { $0.hasPrefix("paddle_embedding") }
        #expect(
            lines == [
                "paddle_embedding_batches_total 2",
                "paddle_embedding_largest_batch_texts 8",
                "paddle_embedding_model_seconds_total 7.5",
                "paddle_embedding_padded_tokens_total 6",
                "paddle_embedding_texts_reused_total 4",
                "paddle_embedding_texts_total 3",
                "paddle_embedding_tokens_total 5",
                "paddle_embedding_waiting_texts 9",
            ]
        )
    }

    private final class Engine: Sendable {
        private let statistics = Mutex<EmbeddingStatistics?>(nil)

        var value: EmbeddingStatistics? {
            get { statistics.withLock { $0 } }
            set { statistics.withLock { $0 = newValue } }
        }
    }
}
