/// The values of one metric for one label set, written to from any thread.
protocol MetricSeries: AnyObject, Sendable {
    var key: SeriesKey { get }

    func write(to text: inout PrometheusText)
}
