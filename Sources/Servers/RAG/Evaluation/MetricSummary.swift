import Statistics

/// What some questions have reached by one metric.
struct MetricSummary: Sendable {
    let metric: EvaluationMetric
    let mean: SampleMean
    /// The same of the configuration that it is compared with, and how both differ.
    let other: SampleMean?
    let comparison: PairedComparison?

    /// nil for a metric that no question has.
    init?(_ metric: EvaluationMetric, of outcomes: [EvaluationRun.Outcome]) {
        let measured = outcomes.filter { $0.evaluation.scores[metric] != nil }
        guard !measured.isEmpty else { return nil }
        self.metric = metric
        let values = measured.map { $0.evaluation.scores[metric] ?? 0 }
        mean = SampleMean(of: values, within: 0...1)
        let others = measured.compactMap { $0.other?.scores[metric] }
        guard others.count == values.count else {
            (other, comparison) = (nil, nil)
            return
        }
        other = SampleMean(of: others, within: 0...1)
        comparison = PairedComparison(Array(zip(values, others)))
    }
}
