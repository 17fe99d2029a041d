package import Metrics

// Two metrics of one name and the same labels are one: they share a handler. Destroying either removes it from the
// text; one made afterwards starts from nothing.
extension PrometheusMetrics {
    /// A counter, named `…_total`.
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let name = MetricName.counter(label)
        return counterSeries(name, labels: dimensions, help: configuration.help(label, name))
    }

    /// A counter of fractions, named `…_total`.
    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        let name = MetricName.counter(label)
        return counterSeries(name, labels: dimensions, help: configuration.help(label, name))
    }

    /// A gauge.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        let name = MetricName.valid(label)
        return gaugeSeries(name, labels: dimensions, help: configuration.help(label, name))
    }

    /// A histogram, or a gauge where values are not aggregated.
    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        let name = MetricName.valid(label)
        let help = configuration.help(label, name)
        guard aggregate else { return gaugeSeries(name, labels: dimensions, help: help) }
        let bounds = configuration.bounds(label, name, orElse: configuration.recorderBuckets)
        return histogramSeries(name, labels: dimensions, help: help, bounds: bounds)
    }

    /// A histogram in seconds, named `…_seconds`.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let name = MetricName.timer(label)
        let bounds = configuration.bounds(label, name, orElse: configuration.timerBuckets)
        return histogramSeries(name, labels: dimensions, help: configuration.help(label, name), bounds: bounds)
    }

    /// Removes it from the text.
    package func destroyCounter(_ handler: any CounterHandler) { destroy(handler) }

    /// Removes it from the text.
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { destroy(handler) }

    /// Removes it from the text.
    package func destroyMeter(_ handler: any MeterHandler) { destroy(handler) }

    /// Removes it from the text.
    package func destroyRecorder(_ handler: any RecorderHandler) { destroy(handler) }

    /// Removes it from the text.
    package func destroyTimer(_ handler: any TimerHandler) { destroy(handler) }
}
