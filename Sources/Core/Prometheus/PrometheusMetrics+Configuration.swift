extension PrometheusMetrics {
    /// How metrics are shown. Tables go by the name in the code, or the one in the text.
    package struct Configuration: Sendable {
        /// What a metric tells, in one line.
        package var help: [String: String]

        /// The upper bounds of a histogram's buckets: seconds for a timer, the recorded unit for a recorder. An infinite
        /// one is always added.
        package var buckets: [String: [Double]]

        /// The upper bounds for timers without their own, in seconds.
        package var timerBuckets: [Double]

        /// The upper bounds for recorders without their own.
        package var recorderBuckets: [Double]

        /// How many label sets one metric may have. Labels whose values come from outside would otherwise fill memory.
        package var maximumSeries: Int

        /// Whether the memory, processor time and open files of this process are shown.
        package var showsProcess: Bool

        /// A configuration; every value has a default.
        package init(
            help: [String: String] = [:],
            buckets: [String: [Double]] = [:],
            timerBuckets: [Double] = Self.secondsOfCalls,
            recorderBuckets: [Double] = Self.powersOfTwo,
            maximumSeries: Int = 1000,
            showsProcess: Bool = true
        ) {
            self.help = help
            self.buckets = buckets
            self.timerBuckets = timerBuckets
            self.recorderBuckets = recorderBuckets
            self.maximumSeries = maximumSeries
            self.showsProcess = showsProcess
        }

        /// From half a millisecond, about a round trip to the database, to a minute.
        package static let secondsOfCalls: [Double] = [
            0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
        ]

        /// From 1 to 4,096, for counts such as batch sizes.
        package static let powersOfTwo: [Double] = (0...12).map { Double(1 << $0) }

        func help(_ label: String, _ name: String) -> String? { help[label] ?? help[name] }

        func bounds(_ label: String, _ name: String, orElse bounds: [Double]) -> [Double] {
            buckets[label] ?? buckets[name] ?? bounds
        }
    }
}
