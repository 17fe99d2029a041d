/// All series of one name.
struct MetricFamily: Sendable {
    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    let name: String
    let kind: Kind
    var help: String?
    var series: [LabelSet: any MetricSeries] = [:]
    /// Readers of values kept elsewhere, by source.
    var readers: [String: @Sendable () -> [PrometheusMetrics.Sample]] = [:]

    init(name: String, kind: Kind, help: String?) {
        self.name = name
        self.kind = kind
        self.help = help
    }

    /// The names its lines begin with.
    static func names(_ name: String, _ kind: Kind) -> [String] {
        [name] + (kind == .histogram ? [name + "_bucket", name + "_sum", name + "_count"] : [])
    }

    /// Writes all of it.
    ///
    /// - Returns: How many samples that were read did not fit.
    func write(to text: inout PrometheusText, maximumSeries: Int) -> Int {
        var read: [LabelSet: Double] = [:]
        var unfit = 0
        for (_, reader) in readers.sorted(by: { $0.key < $1.key }) {
            for sample in reader() where series[sample.labels] == nil && read[sample.labels] == nil {
                if series.count + read.count < maximumSeries {
                    read[sample.labels] = sample.value
                } else {
                    unfit += 1
                }
            }
        }
        guard !series.isEmpty || !read.isEmpty else { return unfit }
        text.header(name, kind, help: help)
        for labels in (Array(series.keys) + read.keys).sorted(by: { $0.text < $1.text }) {
            series[labels]?.write(to: &text)
            if let value = read[labels] { text.sample(name, labels, value) }
        }
        return unfit
    }
}
