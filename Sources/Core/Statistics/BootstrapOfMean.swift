/// The means of samples that are drawn from a sample with replacement.
struct BootstrapOfMean {
    /// In order.
    private let means: [Double]
    /// How far the middle of the means is from that of the sample, in standard deviations.
    private let bias: Double
    /// How fast the standard error changes with the true mean; for a mean a sixth of the skew of its jackknife.
    private let acceleration: Double

    /// - Returns: nil where all values are the same.
    init?(_ values: [Double], resamples: Int, seed: UInt64) {
        let count = values.count
        let mean = values.reduce(0, +) / Double(count)
        var (squares, cubes) = (0.0, 0.0)
        for value in values {
            let difference = value - mean
            squares += difference * difference
            cubes += difference * difference * difference
        }
        guard values.contains(where: { $0 != values[0] }), squares > 0 else { return nil }
        acceleration = cubes / (6 * squares * squares.squareRoot())

        var random = SplitMix64(seed: seed)
        var means: [Double] = []
        means.reserveCapacity(resamples)
        for _ in 0..<resamples {
            var sum = 0.0
            for _ in 0..<count { sum += values[random.place(below: count)] }
            means.append(sum / Double(count))
        }
        means.sort()
        self.means = means
        let below = means.reduce(0.0) { $0 + ($1 < mean ? 1 : $1 == mean ? 0.5 : 0) }
        // Never all or none, whose quantile is infinite.
        bias = StandardNormal.quantile(min(max(below, 0.5), Double(resamples) - 0.5) / Double(resamples))
    }

    func interval(_ confidence: Double) -> ConfidenceInterval {
        let tail = (1 - confidence) / 2
        return ConfidenceInterval(
            lower: quantile(corrected(tail)),
            upper: quantile(corrected(1 - tail)),
            confidence: confidence
        )
    }

    private func corrected(_ probability: Double) -> Double {
        let shifted = bias + StandardNormal.quantile(probability)
        return StandardNormal.probability(below: bias + shifted / (1 - acceleration * shifted))
    }

    /// By linear interpolation between the means next to it.
    private func quantile(_ probability: Double) -> Double {
        let place = min(max(probability, 0), 1) * Double(means.count - 1)
        let before = Int(place)
        let after = min(before + 1, means.count - 1)
        return means[before] + (place - Double(before)) * (means[after] - means[before])
    }
}
