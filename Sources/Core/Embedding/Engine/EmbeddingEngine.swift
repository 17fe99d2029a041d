import Dispatch
import Metrics
import Synchronization

/// Owns a model and the one thread that computes with it, and answers calls from any number of tasks.
///
/// OpenVINO blocks while it computes, so it runs on a queue of its own and never on the threads that run tasks.
/// A call starts at once when the model is idle; those that come while it computes are gathered into the next batches.
final class EmbeddingEngine: Sendable {
    let model: EmbeddingModel
    /// The precision that the compiled model uses.
    let precision: String
    /// The size of the model's vocabulary, where its file states it.
    let vocabulary: Int?
    let fromCache: Bool
    let cacheWasDamaged: Bool
    private let session: Mutex<EncoderSession>
    private let queue: Mutex<EmbeddingQueue>
    private let thread: DispatchQueue
    /// The metric of the number of texts in each batch.
    private let batchSizes = Recorder(label: "paddle_embedding_batch_size")

    /// - Parameter tokenLimit: The most tokens that may wait.
    init(_ session: sending EncoderSession, thread: DispatchQueue, cacheBytes: Int, tokenLimit: Int = 16 << 20) {
        model = session.model
        precision = session.precision
        vocabulary = session.vocabulary
        fromCache = session.fromCache
        cacheWasDamaged = session.cacheWasDamaged
        self.session = Mutex(session)
        self.thread = thread
        queue = Mutex(
            EmbeddingQueue(
                planner: BatchPlanner(window: session.model.window),
                cacheBytes: cacheBytes,
                tokenLimit: tokenLimit
            )
        )
    }

    var statistics: EmbeddingStatistics { queue.withLock { $0.statistics } }

    /// One unit vector for each row of tokens that the model knows, `[CLS]` and `[SEP]` included and no longer than the
    /// window. A cancelled call returns at once.
    func vectors(_ rows: [[Int32]], progress: Embedder.Progress?) async throws -> [[Float]] {
        if rows.isEmpty { return [] }
        let number = queue.withLock { $0.announce() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { answer in
                let (events, start) = queue.withLock { $0.begin(number, rows, progress: progress, answer: answer) }
                for event in events { event() }
                if start { thread.async { self.run() } }
            }
        } onCancel: {
            queue.withLock { $0.cancel(number) }?()
        }
    }

    /// Computes until nothing waits.
    private func run() {
        while true {
            let (batch, events) = queue.withLock { $0.next() }
            for event in events { event() }
            guard let batch else { return }
            let started = ContinuousClock.now
            let outcome = compute(batch.rows)
            batchSizes.record(batch.rows.count)
            let nanoseconds = UInt64((ContinuousClock.now - started) / .nanoseconds(1))
            let results = queue.withLock { queue in
                switch outcome {
                case .success(let vectors): queue.complete(batch, vectors, nanoseconds: nanoseconds)
                case .failure(let error): queue.fail(batch, error)
                }
            }
            for event in results { event() }
        }
    }

    private func compute(_ rows: [[Int32]]) -> Result<[[Float]], EmbeddingError> {
        session.withLock { session in
            do throws(EmbeddingError) {
                return .success(try session.vectors(rows))
            } catch {
                return .failure(error)
            }
        }
    }
}
