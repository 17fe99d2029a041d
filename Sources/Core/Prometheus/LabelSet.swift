/// The labels of one series as they stand in the text, such as `code="ok",tool="search"`; the same for the same labels
/// in any order.
struct LabelSet: Hashable, Sendable {
    let text: String

    static let none = LabelSet([])

    /// Of two labels that have one name, once it is made valid, the later counts. An empty value is no label at all:
    /// Prometheus takes the two for the same series, and refuses all of a text that has a series twice.
    init(_ labels: [(String, String)], isHistogram: Bool = false) {
        guard !labels.isEmpty else {
            text = ""
            return
        }
        var values: [String: String] = [:]
        for (name, value) in labels { values[MetricName.label(name, isHistogram: isHistogram)] = value }
        text = values.filter { !$0.value.isEmpty }
            .sorted { $0.key < $1.key }
            .map { "\($0)=\"\(PrometheusText.escaped($1, quotes: true))\"" }
            .joined(separator: ",")
    }
}

/// Which series of which metric.
struct SeriesKey: Hashable, Sendable {
    let family: String
    let labels: LabelSet

    /// Of a series that is not shown.
    static let detached = SeriesKey(family: "", labels: .none)
}
