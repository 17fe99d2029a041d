import Metrics
import Testing

@testable import Prometheus

@Suite("The metrics backend")
struct PrometheusMetricsTests {
    private func lines(_ metrics: PrometheusMetrics, _ prefix: String) -> [String] {
        metrics.render().split(separator: "\n").map(String.init).filter { $0.hasPrefix(prefix) }
    }

    private func dropped(_ metrics: PrometheusMetrics, _ reason: String) -> String? {
        lines(metrics, "paddle_metrics_dropped_series_total{reason=\"\(reason)\"}").first?
            .split(separator: " ").last.map(String.init)
    }

    @Test("nothing is lost when many tasks record at once, and the text is whole whenever it is made")
    func concurrency() async {
        let metrics = PrometheusMetrics()
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for index in 0..<1000 {
                        Counter(label: "c", dimensions: [("task", "\(task % 2)")], factory: metrics).increment()
                        FloatingPointCounter(label: "f", factory: metrics).increment(by: 0.5)
                        Recorder(label: "r", factory: metrics).record(index)
                        Meter(label: "m", factory: metrics).increment()
                    }
                }
            }
            group.addTask {
                for _ in 0..<50 {
                    let lines = metrics.render().split(separator: "\n")
                    let counts = lines.filter { $0.hasPrefix("r_count") || $0.hasPrefix("r_bucket{le=\"+Inf\"}") }
                    #expect(Set(counts.map { $0.split(separator: " ")[1] }).count <= 1)
                }
            }
        }
        #expect(lines(metrics, "c_total") == ["c_total{task=\"0\"} 4000", "c_total{task=\"1\"} 4000"])
        #expect(lines(metrics, "f_total") == ["f_total 4000"])
        #expect(lines(metrics, "r_count") == ["r_count 8000"])
        #expect(lines(metrics, "r_sum") == ["r_sum 3996000"])
        #expect(lines(metrics, "m ") == ["m 8000"])
    }

    @Test("counters never go down, and what is not a number is not taken")
    func badValues() {
        let metrics = PrometheusMetrics()
        let counter = Counter(label: "c", factory: metrics)
        counter.increment(by: 5)
        counter.increment(by: -3)
        let fractions = FloatingPointCounter(label: "f", factory: metrics)
        for amount: Double in [1.5, -.infinity, .infinity, .nan, -2] { fractions.increment(by: amount) }
        let recorder = Recorder(label: "r", factory: metrics)
        for value: Double in [2, .nan, .infinity, -.infinity] { recorder.record(value) }
        let timer = Timer(label: "t", factory: metrics)
        timer.recordNanoseconds(-5 as Int64)
        timer.recordNanoseconds(Int64.max)
        #expect(lines(metrics, "c_total") == ["c_total 5"])
        #expect(lines(metrics, "f_total") == ["f_total 1.5"])
        #expect(lines(metrics, "r_sum") + lines(metrics, "r_count") == ["r_sum 2", "r_count 1"])
        #expect(lines(metrics, "t_seconds_count") == ["t_seconds_count 2"])
        counter.reset()
        #expect(lines(metrics, "c_total") == ["c_total 0"])
    }

    @Test("a metric that is destroyed is no longer shown, and its name is free for another type")
    func destroying() {
        let metrics = PrometheusMetrics()
        let first = Counter(label: "x", dimensions: [("n", "1")], factory: metrics)
        let second = Counter(label: "x", dimensions: [("n", "2")], factory: metrics)
        first.increment()
        second.increment()
        first.destroy()
        #expect(lines(metrics, "x_total") == ["x_total{n=\"2\"} 1"])

        let again = Counter(label: "x", dimensions: [("n", "1")], factory: metrics)
        #expect(lines(metrics, "x_total") == ["x_total{n=\"1\"} 0", "x_total{n=\"2\"} 1"])
        // It was removed long ago, and must not take the new one with it.
        first.destroy()
        #expect(lines(metrics, "x_total").count == 2)

        again.destroy()
        second.destroy()
        #expect(!metrics.render().contains("x_total"))
        Gauge(label: "x_total", factory: metrics).record(4)
        #expect(lines(metrics, "# TYPE x_total") == ["# TYPE x_total gauge"])

        let floating = FloatingPointCounter(label: "f", factory: metrics)
        let timer = Timer(label: "t", factory: metrics)
        let recorder = Recorder(label: "r", factory: metrics)
        let meter = Meter(label: "m", factory: metrics)
        let shown = { lines(metrics, "# TYPE").map { $0.split(separator: " ")[2] } }
        #expect(Set(shown()).isSuperset(of: ["f_total", "t_seconds", "r", "m"]))
        floating.destroy()
        timer.destroy()
        recorder.destroy()
        meter.destroy()
        #expect(Set(shown()).isDisjoint(with: ["f_total", "t_seconds", "r", "m"]))
    }

    @Test("label sets beyond the limit are not kept, which is counted")
    func limit() {
        let metrics = PrometheusMetrics(configuration: .init(maximumSeries: 3))
        for number in 0..<10 {
            Counter(label: "x", dimensions: [("caller", "\(number)")], factory: metrics).increment()
        }
        Counter(label: "x", dimensions: [("caller", "1")], factory: metrics).increment()
        #expect(
            lines(metrics, "x_total") == [
                "x_total{caller=\"0\"} 1", "x_total{caller=\"1\"} 2", "x_total{caller=\"2\"} 1",
            ]
        )
        #expect(dropped(metrics, "limit") == "7")
    }

    @Test("a name that another type has, or whose lines would look like another's, is not shown, which is counted")
    func conflicts() {
        let metrics = PrometheusMetrics(configuration: .init(showsProcess: false))
        Counter(label: "x", factory: metrics).increment()
        Gauge(label: "x_total", factory: metrics).record(5)
        Gauge(label: "h_count", factory: metrics).record(1)
        Recorder(label: "h", factory: metrics).record(1)
        Recorder(label: "k", factory: metrics).record(1)
        Gauge(label: "k_sum", factory: metrics).record(9)
        metrics.gauge("k", help: "") { [.init([:], 1)] }
        #expect(lines(metrics, "x_total") == ["x_total 1"])
        #expect(lines(metrics, "h") == ["h_count 1"])
        #expect(lines(metrics, "k_sum") == ["k_sum 1"])
        #expect(dropped(metrics, "conflict") == "4")
        let types = lines(metrics, "# TYPE")
        #expect(Set(types.map { $0.split(separator: " ")[2] }).count == types.count)
    }

    @Test("values kept elsewhere are read whenever the text is made")
    func readers() {
        let metrics = PrometheusMetrics()
        let count = Counting()
        metrics.counter("batches", help: "Batches run.") { [.init([:], Double(count.next()))] }
        metrics.gauge("size", help: "Size.", source: "main") { [.init(["pool": "main"], 1)] }
        metrics.gauge("size", help: "Size.", source: "read") { [.init(["pool": "read"], 2)] }
        metrics.gauge("absent", help: "Nothing yet.") { [] }
        #expect(lines(metrics, "batches_total") == ["batches_total 1"])
        #expect(lines(metrics, "batches_total") == ["batches_total 2"])
        #expect(lines(metrics, "size") == ["size{pool=\"main\"} 1", "size{pool=\"read\"} 2"])
        #expect(!metrics.render().contains("absent"))
        metrics.gauge("size", help: "Size.", source: "main") {
            [.init(["pool": "main"], 3), .init(["pool": "main"], 4)]
        }
        #expect(lines(metrics, "size") == ["size{pool=\"main\"} 3", "size{pool=\"read\"} 2"])
        #expect(lines(metrics, "# HELP batches_total") == ["# HELP batches_total Batches run."])
    }

    @Test("which server it is, and what the process uses, are shown")
    func process() throws {
        let metrics = PrometheusMetrics()
        metrics.showBuild(server: "vector-store", version: "1.2.3")
        #expect(
            lines(metrics, "paddle_build_info") == ["paddle_build_info{server=\"vector-store\",version=\"1.2.3\"} 1"]
        )
        let value = { (name: String) in
            try #require(lines(metrics, name + " ").first?.split(separator: " ").last.flatMap { Double($0) })
        }
        #expect(try value("process_resident_memory_bytes") > 1_000_000)
        #expect(try value("process_cpu_seconds_total") > 0)
        #expect(try value("process_open_fds") > 2)
        #expect(try value("process_max_fds") > value("process_open_fds"))
        // After this was written.
        #expect(try value("process_start_time_seconds") > 1_750_000_000)
    }
}

private final class Counting: Sendable {
    private let counter = CounterSeries(.detached)

    func next() -> Int {
        counter.increment(by: 1 as Int64)
        return Int(counter.value)
    }
}
