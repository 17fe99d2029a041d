import Metrics
import Testing

@testable import Prometheus

@Suite("The Prometheus text")
struct PrometheusTextTests {
    private func metrics(
        help: [String: String] = [:],
        buckets: [String: [Double]] = [:]
    ) -> PrometheusMetrics {
        PrometheusMetrics(configuration: .init(help: help, buckets: buckets, showsProcess: false))
    }

    /// The text without the count of what was dropped, which each has.
    private func text(_ metrics: PrometheusMetrics) -> String {
        metrics.render().split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains("paddle_metrics_dropped_series_total") }
            .joined(separator: "\n")
    }

    @Test("every type is written as the format says, ordered by name and labels, with one type line a name")
    func allTypes() {
        let metrics = metrics(
            help: ["requests": "Requests served.", "queue_length": "A \\ and\na line."],
            buckets: ["request": [0.5, 0.1], "batch_size": [1, 2, 4]]
        )
        Counter(label: "requests", dimensions: [("tool", "search"), ("code", "ok")], factory: metrics).increment(by: 3)
        Counter(label: "requests", dimensions: [("code", "bad"), ("tool", "search")], factory: metrics).increment()
        Counter(label: "requests", factory: metrics).increment(by: 2)
        FloatingPointCounter(label: "cost_total", factory: metrics).increment(by: 0.25)
        Gauge(label: "queue_length", factory: metrics).record(7)
        let level = Meter(label: "level", factory: metrics)
        level.set(10)
        level.decrement(by: 12.5)
        let batch = Recorder(label: "batch_size", factory: metrics)
        for size in [1, 2, 3, 9] { batch.record(size) }
        let time = Timer(label: "request", dimensions: [("tool", "search")], factory: metrics)
        time.recordMilliseconds(100)
        time.recordMilliseconds(250)
        time.recordSeconds(2)

        #expect(
            text(metrics) == """
                # TYPE batch_size histogram
                batch_size_bucket{le="1"} 1
                batch_size_bucket{le="2"} 2
                batch_size_bucket{le="4"} 3
                batch_size_bucket{le="+Inf"} 4
                batch_size_sum 15
                batch_size_count 4
                # TYPE cost_total counter
                cost_total 0.25
                # TYPE level gauge
                level -2.5
                # HELP queue_length A \\\\ and\\na line.
                # TYPE queue_length gauge
                queue_length 7
                # TYPE request_seconds histogram
                request_seconds_bucket{tool="search",le="0.1"} 1
                request_seconds_bucket{tool="search",le="0.5"} 2
                request_seconds_bucket{tool="search",le="+Inf"} 3
                request_seconds_sum{tool="search"} 2.35
                request_seconds_count{tool="search"} 3
                # HELP requests_total Requests served.
                # TYPE requests_total counter
                requests_total 2
                requests_total{code="bad",tool="search"} 1
                requests_total{code="ok",tool="search"} 3

                """
        )
    }

    @Test("timers and recorders have the buckets that were promised")
    func defaultBuckets() {
        let metrics = metrics()
        _ = Timer(label: "t", factory: metrics)
        _ = Recorder(label: "r", factory: metrics)
        let bounds = { (name: String) in
            text(metrics).split(separator: "\n").filter { $0.hasPrefix(name + "_bucket") }
                .compactMap { $0.split(separator: "\"").dropFirst().first.map(String.init) }
        }
        #expect(
            bounds("t_seconds") == [
                "0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5",
                "10", "30", "60", "+Inf",
            ]
        )
        #expect(bounds("r") == (0...12).map { "\(1 << $0)" } + ["+Inf"])
    }

    @Test("names are made valid, and Prometheus's own names are kept free")
    func names() {
        let metrics = metrics()
        Counter(label: "http.server-requests", dimensions: [("http.code", "1"), ("__name__", "x")], factory: metrics)
            .increment()
        Counter(label: "9 lives é", dimensions: [("", "empty")], factory: metrics).increment()
        Gauge(label: "", dimensions: [("le", "gauges may")], factory: metrics).record(1)
        Recorder(label: "h", dimensions: [("le", "mine")], factory: metrics).record(5000)
        let text = text(metrics)
        #expect(text.contains("\nhttp_server_requests_total{_name__=\"x\",http_code=\"1\"} 1\n"))
        #expect(text.contains("\n_9_lives____total{_=\"empty\"} 1\n"))
        #expect(text.contains("\n_{le=\"gauges may\"} 1\n"))
        #expect(text.contains("\nh_bucket{exported_le=\"mine\",le=\"+Inf\"} 1\n"))
    }

    @Test("a label's value may hold anything")
    func labelValues() {
        let metrics = metrics()
        let value = "\"quoted\" \\ back\nline\r\nboth é 🎣 {a=\"b\"}"
        Gauge(label: "g", dimensions: [("v", value)], factory: metrics).record(1)
        Gauge(label: "crlf", dimensions: [("v", "a\r\nb")], factory: metrics).record(1)
        #expect(text(metrics).utf8.starts(with: Array("# TYPE crlf gauge\ncrlf{v=\"a\r\\nb\"} 1\n".utf8)))
        #expect(
            text(metrics).contains(
                "\ng{v=\"\\\"quoted\\\" \\\\ back\\nline\r\\nboth é 🎣 {a=\\\"b\\\"}\"} 1\n"
            )
        )
    }

    @Test("numbers that are not finite, and very large and small ones, are spelled as Prometheus reads them")
    func numbers() {
        let spelled = [.nan, .infinity, -.infinity, -0.0, 1e300, 1e-300, 0x1p53, 1234567, 0.1].map(
            PrometheusText.number
        )
        #expect(
            spelled == [
                "NaN", "+Inf", "-Inf", "0", "1e+300", "1e-300", "9007199254740992.0", "1234567", "0.1",
            ]
        )
    }

    @Test("the same labels in another order are the same series, and an empty value is no label")
    func sameSeries() {
        let metrics = metrics()
        for labels in [[("a", "1"), ("b", "2")], [("b", "2"), ("a", "1")], [("a", "1"), ("b", "2"), ("c", "")]] {
            Counter(label: "x", dimensions: labels, factory: metrics).increment()
        }
        Counter(label: "y", dimensions: [("a.b", "first"), ("a_b", "second")], factory: metrics).increment()
        #expect(
            text(metrics) == """
                # TYPE x_total counter
                x_total{a="1",b="2"} 3
                # TYPE y_total counter
                y_total{a_b="second"} 1

                """
        )
    }
}
