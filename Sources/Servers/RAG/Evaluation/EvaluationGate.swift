import MCP
import Statistics

/// What a configuration must reach before it is switched to.
struct EvaluationGate: ToolInput {
    @Argument("What must hold.") var metric: EvaluationMetric
    @Argument("Its mean is at least this.", .range(0...1)) var min: Double?
    @Argument("It loses at most this against compare_with.", .range(0...1)) var maxLoss: Double?

    enum Verdict: String, CaseIterable, Codable, Sendable {
        case pass, fail, unknown
    }

    /// From fewer questions no interval can be relied on.
    static let fewestQuestions = 20

    /// - Throws: ``ToolError`` where it does not make sense.
    func check(_ questions: [JudgedQuestion], compares: Bool) throws(ToolError) {
        guard min != nil || maxLoss != nil else {
            throw ToolError("gate: give min, max_loss, or both. Example: {\"metric\":\"recall\",\"min\":0.8}")
        }
        guard maxLoss == nil || compares else {
            throw ToolError("gate: max_loss needs compare_with, the configuration in use ({} for the defaults).")
        }
        guard questions.contains(where: { $0.metrics.contains(metric) }) else {
            let isOfSpans = EvaluationMetric.ofSpans.contains(metric)
            throw ToolError(
                """
                gate: no question is measured by \(metric.rawValue), which is of \
                \(isOfSpans ? "stretches of sources" : "whole sources"); the judgements name \
                \(isOfSpans ? "whole sources" : "stretches of sources").
                """
            )
        }
    }

    /// Whether the interval of what was measured lies on the good side of each limit, or on the bad one.
    ///
    /// - Parameter skipped: How many questions could not be judged, which might have failed.
    func verdict(on summary: MetricSummary?, skipped: Int) -> (verdict: Verdict, reason: String) {
        guard let summary else { return (.unknown, "No question could be judged.") }
        let count = summary.mean.count
        guard count >= Self.fewestQuestions else {
            return (.unknown, "\(count) questions are too few to tell; give at least \(Self.fewestQuestions).")
        }
        var verdicts: [(Verdict, String)] = []
        if let min {
            verdicts.append(Self.verdict(on: summary.mean, atLeast: min, "The mean"))
        }
        if let maxLoss, let comparison = summary.comparison {
            verdicts.append(Self.verdict(on: comparison.difference, atLeast: -maxLoss, "The difference"))
        }
        let all = verdicts.map(\.1).joined(separator: " ")
        if verdicts.contains(where: { $0.0 == .fail }) { return (.fail, all) }
        if verdicts.contains(where: { $0.0 == .unknown }) { return (.unknown, "\(all) More questions would tell.") }
        guard skipped == 0 else {
            return (.unknown, "\(all) But \(skipped) of the judgements could not be used; see skipped.")
        }
        return (.pass, all)
    }

    private static func verdict(on mean: SampleMean, atLeast limit: Double, _ what: String) -> (Verdict, String) {
        guard let interval = mean.interval else { return (.unknown, "\(what) has no interval.") }
        let words =
            "\(what) is \(mean.mean.inThousandths), from \(interval.lower.inThousandths) to "
            + interval.upper.inThousandths
        if interval.lower >= limit { return (.pass, "\(words): at least \(limit.inThousandths).") }
        if interval.upper < limit { return (.fail, "\(words): below \(limit.inThousandths).") }
        return (.unknown, "\(words): it may be below \(limit.inThousandths), or not.")
    }
}

extension Double {
    /// With three digits behind the point.
    var inThousandths: String {
        let thousandths = Int((abs(self) * 1_000).rounded())
        let digits = String(thousandths % 1_000)
        let sign = self < 0 && thousandths > 0 ? "-" : ""
        return "\(sign)\(thousandths / 1_000).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
    }
}
