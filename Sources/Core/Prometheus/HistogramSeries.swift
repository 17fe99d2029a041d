import Metrics
import Synchronization

/// How many values fell into each bucket, and their sum.
final class HistogramSeries: MetricSeries, RecorderHandler, TimerHandler {
    private struct State {
        /// Of each bucket alone, the infinite one last.
        var counts: [UInt64]
        var sum = 0.0
    }

    let key: SeriesKey
    private let bounds: [Double]
    /// A lock, so that sum and counts belong together.
    private let state: Mutex<State>

    /// - Parameter bounds: The upper bounds of the buckets, in any order, without the infinite one.
    init(_ key: SeriesKey, bounds: [Double]) {
        self.key = key
        self.bounds = Set(bounds.filter(\.isFinite)).sorted()
        state = Mutex(State(counts: Array(repeating: 0, count: self.bounds.count + 1)))
    }

    func record(_ value: Int64) { record(Double(value)) }

    /// Adds a value; one that is not finite is ignored, for it would spoil the sum for good.
    func record(_ value: Double) {
        guard value.isFinite else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(max(duration, 0)) / 1e9) }

    func write(to text: inout PrometheusText) {
        let state = state.withLock { $0 }
        var total: UInt64 = 0
        for (bound, count) in zip(bounds + [.infinity], state.counts) {
            total += count
            text.sample(key.family + "_bucket", key.labels, le: bound, Double(total))
        }
        text.sample(key.family + "_sum", key.labels, state.sum)
        text.sample(key.family + "_count", key.labels, Double(total))
    }
}
