import Metrics
import Synchronization

/// A value that goes up and down.
final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
    let key: SeriesKey
    /// The bits of a `Double`.
    private let bits = Atomic<UInt64>(0)

    init(_ key: SeriesKey) {
        self.key = key
    }

    func set(_ value: Int64) { set(Double(value)) }

    func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    func increment(by amount: Double) { bits.update { $0 + amount } }

    func decrement(by amount: Double) { bits.update { $0 - amount } }

    func record(_ value: Int64) { set(value) }

    func record(_ value: Double) { set(value) }

    func write(to text: inout PrometheusText) {
        text.sample(key.family, key.labels, Double(bitPattern: bits.load(ordering: .relaxed)))
    }
}
