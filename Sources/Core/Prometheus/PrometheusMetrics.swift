import Metrics
import Synchronization

/// A backend of swift-metrics whose state is read as Prometheus text, the answer of `/metrics`.
///
/// Names and labels are made valid instead of refused: `http.requests` becomes `http_requests`, a counter's name ends
/// in `_total`, a timer is a histogram in seconds whose name ends in `_seconds`. Recording never fails; what cannot be
/// shown, because a family has too many label sets or a name is taken by another type, is counted in
/// `paddle_metrics_dropped_series_total`.
package final class PrometheusMetrics: MetricsFactory {
    /// The value of the header `Content-Type` for the text.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    let configuration: Configuration
    private let registry: Mutex<MetricRegistry>
    private let beyondLimit = CounterSeries(.detached)
    private let inConflict = CounterSeries(.detached)

    // What callers get whose series is not shown.
    private let hiddenCounter = CounterSeries(.detached)
    private let hiddenGauge = GaugeSeries(.detached)
    private let hiddenHistogram = HistogramSeries(.detached, bounds: [])

    /// Makes an empty backend. It shows metrics of this process, if configured, and how many series it dropped.
    package init(configuration: Configuration = Configuration()) {
        self.configuration = configuration
        registry = Mutex(MetricRegistry(maximumSeries: configuration.maximumSeries))
        counter(
            "paddle_metrics_dropped_series_total",
            help: "Times a metric was not shown: its family had too many label sets, or another type has its name."
        ) { [beyondLimit, inConflict] in
            [
                Sample(["reason": "limit"], beyondLimit.value),
                Sample(["reason": "conflict"], inConflict.value),
            ]
        }
        if configuration.showsProcess { ProcessMetrics().register(with: self) }
    }

    // MARK: What lives elsewhere

    /// One value read when the text is made.
    package struct Sample: Sendable {
        let labels: LabelSet
        let value: Double

        /// A value of a label set, which may be empty.
        package init(_ labels: KeyValuePairs<String, String>, _ value: Double) {
            self.labels = LabelSet(labels.map { ($0, $1) })
            self.value = value
        }
    }

    /// Shows values that can go up and down and are kept elsewhere.
    ///
    /// - Parameters:
    ///   - name: The name of the metric, with its unit.
    ///   - help: What it measures, in one line.
    ///   - source: Distinguishes several readers of one metric, such as several pools. A later reader with the same
    ///     source replaces the earlier one.
    ///   - read: Called whenever the text is made; it must be quick and not wait. Without samples there are no lines.
    package func gauge(
        _ name: String,
        help: String,
        source: String = "",
        read: @escaping @Sendable () -> [Sample]
    ) {
        observe(.gauge, MetricName.valid(name), help, source, read)
    }

    /// Shows values that only go up and are kept elsewhere; otherwise like ``gauge(_:help:source:read:)``.
    package func counter(
        _ name: String,
        help: String,
        source: String = "",
        read: @escaping @Sendable () -> [Sample]
    ) {
        observe(.counter, MetricName.counter(name), help, source, read)
    }

    /// Shows which server this is and of which version, as the labels of `paddle_build_info`, which is always 1.
    package func showBuild(server: String, version: String) {
        gauge("paddle_build_info", help: "Which server this is, and its version.") {
            [Sample(["server": server, "version": version], 1)]
        }
    }

    private func observe(
        _ kind: MetricFamily.Kind,
        _ name: String,
        _ help: String,
        _ source: String,
        _ read: @escaping @Sendable () -> [Sample]
    ) {
        let fits = registry.withLock { $0.observe(kind, name, help: help, source: source, read) }
        if !fits { inConflict.increment(by: 1 as Int64) }
    }

    // MARK: The text

    /// All metrics in the Prometheus text format 0.0.4, ordered by name and labels.
    package func render() -> String {
        let families = registry.withLock { $0.families.values.sorted { $0.name < $1.name } }
        // Outside the lock: what is read may take time, and locks of its own.
        var text = PrometheusText()
        for family in families {
            let unread = family.write(to: &text, maximumSeries: configuration.maximumSeries)
            if unread > 0 { beyondLimit.increment(by: Int64(unread)) }
        }
        return text.string
    }

    // MARK: For the factory's methods

    func counterSeries(_ name: String, labels: [(String, String)], help: String?) -> CounterSeries {
        series(.counter, name, labels, help, orElse: hiddenCounter) { CounterSeries($0) }
    }

    func gaugeSeries(_ name: String, labels: [(String, String)], help: String?) -> GaugeSeries {
        series(.gauge, name, labels, help, orElse: hiddenGauge) { GaugeSeries($0) }
    }

    func histogramSeries(
        _ name: String,
        labels: [(String, String)],
        help: String?,
        bounds: [Double]
    ) -> HistogramSeries {
        series(.histogram, name, labels, help, orElse: hiddenHistogram) { HistogramSeries($0, bounds: bounds) }
    }

    private func series<Series: MetricSeries>(
        _ kind: MetricFamily.Kind,
        _ name: String,
        _ labels: [(String, String)],
        _ help: String?,
        orElse hidden: Series,
        make: (SeriesKey) -> Series
    ) -> Series {
        let key = SeriesKey(family: name, labels: LabelSet(labels, isHistogram: kind == .histogram))
        switch registry.withLock({ $0.series(kind, key, help: help, make: make) }) {
        case .found(let series): return series
        case .beyondLimit: beyondLimit.increment(by: 1 as Int64)
        case .conflict: inConflict.increment(by: 1 as Int64)
        }
        return hidden
    }

    func destroy(_ handler: some AnyObject) {
        guard let series = handler as? any MetricSeries else { return }
        registry.withLock { $0.remove(series) }
    }
}
