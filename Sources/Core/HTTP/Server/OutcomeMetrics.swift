package import Metrics
import Synchronization

/// Counts work by its outcome, and times it.
///
/// The counter has the dimensions of the timer and one more, the outcome. Each combination of values gets its counter
/// and its timer once: to look one up in the factory costs more than to count with it. So values must come from small
/// sets that are known in advance, and never from a client.
package final class OutcomeMetrics: Sendable {
    private struct Work: Hashable {
        var values: [String]
        var outcome: String
    }

    private let counterLabel: String
    private let timerLabel: String
    private let dimensions: [String]
    private let outcome: String
    private let factory: (any MetricsFactory)?
    private let instruments = Mutex<[Work: (counter: Counter, timer: Metrics.Timer)]>([:])

    /// - Parameters:
    ///   - counter: The label of the counter.
    ///   - timer: The label of the timer.
    ///   - dimensions: The names of the dimensions that both have.
    ///   - outcome: The name of the dimension that only the counter has.
    ///   - factory: Where they are made; nil for the factory of the whole process at the time of the first record, since
    ///     that is set only when a server begins to serve.
    package init(
        counter: String,
        timer: String,
        dimensions: [String],
        outcome: String = "outcome",
        factory: (any MetricsFactory)? = nil
    ) {
        counterLabel = counter
        timerLabel = timer
        self.dimensions = dimensions
        self.outcome = outcome
        self.factory = factory
    }

    /// Some work has ended.
    ///
    /// - Parameter values: One for each dimension, in the same order.
    package func record(_ values: [String], outcome value: String, duration: Duration) {
        let work = Work(values: values, outcome: value)
        let (counter, timer) = instruments.withLock { instruments in
            if let known = instruments[work] { return known }
            let shared = Array(zip(dimensions, values))
            let factory = factory ?? MetricsSystem.factory
            let made = (
                Counter(label: counterLabel, dimensions: shared + [(outcome, value)], factory: factory),
                Metrics.Timer(label: timerLabel, dimensions: shared, factory: factory)
            )
            instruments[work] = made
            return made
        }
        counter.increment()
        timer.record(duration: duration)
    }
}
