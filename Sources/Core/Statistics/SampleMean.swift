import Glibc

/// The mean of a sample, and where the mean of what it was drawn from is.
///
/// The interval is the bootstrap's, bias-corrected and accelerated (BCa; Efron 1987, "Better Bootstrap Confidence
/// Intervals"; DiCiccio and Efron 1996), which needs no assumption on the distribution and follows its skew, as bounded
/// scores have it. From few values, some ten or less, every bootstrap promises too narrow an interval.
package struct SampleMean: Sendable, Hashable {
    package let mean: Double
    package let count: Int
    /// nil for fewer than two values, which do not tell how much values differ.
    package let interval: ConfidenceInterval?

    /// - Parameters:
    ///   - values: The sample; at least one value.
    ///   - range: What the values cannot leave, where there is such a thing. Then a sample whose values are all the same
    ///     has an interval, too: the bootstrap would give one without width.
    ///   - resamples: How many samples the bootstrap draws.
    ///   - seed: Equal seeds give equal intervals.
    package init(
        of values: [Double],
        within range: ClosedRange<Double>? = nil,
        confidence: Double = 0.95,
        resamples: Int = 5_000,
        seed: UInt64 = 1
    ) {
        precondition(!values.isEmpty, "there is no mean of nothing")
        count = values.count
        let mean = values.reduce(0, +) / Double(values.count)
        self.mean = mean
        guard values.count > 1 else {
            interval = nil
            return
        }
        let bootstrap = BootstrapOfMean(values, resamples: resamples, seed: seed)
        if let bootstrap {
            interval = bootstrap.interval(confidence)
        } else if let range {
            interval = .ofConstant(values[0], count: values.count, within: range, confidence: confidence)
        } else {
            interval = ConfidenceInterval(lower: mean, upper: mean, confidence: confidence)
        }
    }
}

extension ConfidenceInterval {
    /// The interval of a mean whose sample holds one value alone. Of what it was drawn from, at least the share
    /// (α/2)^(1/n) has that value, else such a sample were too unlikely (Clopper and Pearson 1934); the rest may be
    /// anywhere in the range.
    fileprivate static func ofConstant(
        _ value: Double,
        count: Int,
        within range: ClosedRange<Double>,
        confidence: Double
    ) -> ConfidenceInterval {
        let share = pow((1 - confidence) / 2, 1 / Double(count))
        return ConfidenceInterval(
            lower: share * value + (1 - share) * range.lowerBound,
            upper: share * value + (1 - share) * range.upperBound,
            confidence: confidence
        )
    }
}
