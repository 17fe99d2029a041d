/// Two ways to do the same things, compared by what each reached in each of them.
package struct PairedComparison: Sendable, Hashable {
    /// By how much the first is better, on average, with an interval.
    package let difference: SampleMean
    /// How likely a difference of this size or more is where there is none (two-sided).
    package let pValue: Double
    /// In how many pairs the first is better, worse, and the same.
    package let wins: Int
    package let losses: Int
    package let ties: Int

    /// - Parameters:
    ///   - pairs: What both reached; at least one pair.
    ///   - tolerance: Pairs that differ by no more are ties: sums in another order differ in their last digits.
    package init(
        _ pairs: [(Double, Double)],
        tolerance: Double = 1e-12,
        confidence: Double = 0.95,
        resamples: Int = 5_000,
        seed: UInt64 = 1
    ) {
        let differences = pairs.map { abs($0 - $1) <= tolerance ? 0 : $0 - $1 }
        difference = SampleMean(of: differences, confidence: confidence, resamples: resamples, seed: seed)
        pValue = SignFlipTest(differences, seed: seed).pValue
        wins = differences.count { $0 > 0 }
        losses = differences.count { $0 < 0 }
        ties = differences.count - wins - losses
    }
}
