/// Which metrics there are.
struct MetricRegistry {
    enum Answer<Series: Sendable>: Sendable {
        case found(Series)
        case beyondLimit
        case conflict
    }

    private(set) var families: [String: MetricFamily] = [:]
    /// The names that lines of the text begin with, and whose they are.
    private var owners: [String: String] = [:]
    private let maximumSeries: Int

    init(maximumSeries: Int) {
        self.maximumSeries = maximumSeries
    }

    /// The series of a key, made if there is none.
    mutating func series<Series: MetricSeries>(
        _ kind: MetricFamily.Kind,
        _ key: SeriesKey,
        help: String?,
        make: (SeriesKey) -> Series
    ) -> Answer<Series> {
        if let known = families[key.family]?.series[key.labels] {
            return (known as? Series).map(Answer.found) ?? .conflict
        }
        guard hasRoom(for: kind, key.family) else { return .conflict }
        guard families[key.family]?.series.count ?? 0 < maximumSeries else { return .beyondLimit }
        let new = make(key)
        enter(kind, key.family, help: help) { $0.series[key.labels] = new }
        return .found(new)
    }

    /// Adds a reader, or replaces the one of the same source.
    ///
    /// - Returns: Whether the name is free, or of the same type.
    mutating func observe(
        _ kind: MetricFamily.Kind,
        _ name: String,
        help: String,
        source: String,
        _ read: @escaping @Sendable () -> [PrometheusMetrics.Sample]
    ) -> Bool {
        guard hasRoom(for: kind, name) else { return false }
        enter(kind, name, help: help) { $0.readers[source] = read }
        return true
    }

    /// Removes a series, unless another has taken its place.
    mutating func remove(_ series: any MetricSeries) {
        let key = series.key
        guard var family = families[key.family], family.series[key.labels] === series else { return }
        family.series[key.labels] = nil
        if family.series.isEmpty, family.readers.isEmpty {
            families[key.family] = nil
            for name in MetricFamily.names(family.name, family.kind) { owners[name] = nil }
        } else {
            families[key.family] = family
        }
    }

    /// Whether a family of this type is there, or could be without sharing the name of a line with another.
    private func hasRoom(for kind: MetricFamily.Kind, _ name: String) -> Bool {
        if let family = families[name] { return family.kind == kind }
        return MetricFamily.names(name, kind).allSatisfy { owners[$0] == nil }
    }

    private mutating func enter(
        _ kind: MetricFamily.Kind,
        _ name: String,
        help: String?,
        _ change: (inout MetricFamily) -> Void
    ) {
        if families[name] == nil {
            for line in MetricFamily.names(name, kind) { owners[line] = name }
        }
        change(&families[name, default: MetricFamily(name: name, kind: kind, help: help)])
    }
}
