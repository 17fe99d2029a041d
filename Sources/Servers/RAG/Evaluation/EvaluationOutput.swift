import JSONFormat
import Retrieval
import Statistics

/// A mean with its 95 % interval.
struct MeanOutput: Codable, Sendable {
    var mean: Double
    /// Absent for one question.
    var low: Double?
    var high: Double?

    init(_ mean: SampleMean) {
        self.mean = mean.mean
        low = mean.interval?.lower
        high = mean.interval?.upper
    }
}

/// What was reached by one metric.
struct MetricOutput: Codable, Sendable {
    var metric: EvaluationMetric
    var questions: Int
    var mean: Double
    /// The 95 % interval; absent for one question.
    var low: Double?
    var high: Double?
    var comparison: Comparison?

    struct Comparison: Codable, Sendable {
        /// What compare_with reached.
        var other: MeanOutput
        /// By how much configuration is better.
        var difference: MeanOutput
        /// How likely so large a difference is by chance alone: paired randomization test.
        var pValue: Double
        /// In how many questions configuration is better, worse and the same.
        var wins: Int
        var losses: Int
        var ties: Int
    }

    init(_ summary: MetricSummary) {
        let own = MeanOutput(summary.mean)
        metric = summary.metric
        questions = summary.mean.count
        (mean, low, high) = (own.mean, own.low, own.high)
        if let other = summary.other, let comparison = summary.comparison {
            self.comparison = Comparison(
                other: MeanOutput(other),
                difference: MeanOutput(comparison.difference),
                pValue: comparison.pValue,
                wins: comparison.wins,
                losses: comparison.losses,
                ties: comparison.ties
            )
        }
    }
}

/// A question that went badly.
struct WorstOutput: Codable, Sendable {
    var query: String
    var metric: EvaluationMetric
    var score: Double
    /// That of compare_with.
    var otherScore: Double?
    /// What answers it and was not found, or not whole; the first of it.
    var missed: [Missed]
    /// The sources that were found instead, the best first; the first of them.
    var found: [Int32]

    struct Missed: Codable, Sendable {
        var sourceId: Int32
        var key: String?
        var grade: Int32?
        /// Of a stretch: where it is, how it begins, and how much of it was found, 0 to 1.
        var range: PassageRange?
        var quote: String?
        var share: Double?
    }

    private static let mostParts = 5
    private static let longestQuote = 200

    init(_ outcome: EvaluationRun.Outcome, by metric: EvaluationMetric) {
        query = String(outcome.question.query.prefix(Self.longestQuote))
        self.metric = metric
        score = outcome.evaluation.scores[metric] ?? 0
        otherScore = outcome.other?.scores[metric]
        found = Array(outcome.evaluation.found.prefix(Self.mostParts))
        let parts = outcome.question.parts
        switch outcome.question.relevance {
        case .sources(let grades):
            let lacking = Set(grades.keys).subtracting(outcome.evaluation.found)
            missed = parts.filter { ($0.grade ?? 1) > 0 && lacking.contains($0.id ?? 0) }
                .sorted { ($0.grade ?? 1) > ($1.grade ?? 1) }.prefix(Self.mostParts)
                .map { Missed(sourceId: $0.id ?? 0, key: $0.key, grade: $0.grade ?? 1) }
        case .spans(let spans):
            let lacking = zip(zip(parts, spans), outcome.evaluation.shares).filter { $1 < 1 }
            missed = lacking.sorted { $0.1 < $1.1 }.prefix(Self.mostParts).map { judged, share in
                Missed(
                    sourceId: judged.1.source,
                    key: judged.0.key,
                    range: PassageRange(judged.1.range),
                    quote: String(judged.1.text.prefix(Self.longestQuote)),
                    share: share
                )
            }
        }
    }
}
