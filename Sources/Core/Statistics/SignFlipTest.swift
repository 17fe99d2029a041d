/// Fisher's randomization test of paired differences: where both ways are the same, each difference might as well have
/// the other sign. It assumes nothing of their distribution, and found what the t-test and the bootstrap find in
/// comparisons of retrieval, where the sign test and Wilcoxon's miss differences and invent others (Smucker, Allan and
/// Carterette 2007, "A Comparison of Statistical Significance Tests for Information Retrieval Evaluation").
package struct SignFlipTest: Sendable, Hashable {
    /// How likely a sum as far from zero is (two-sided).
    package let pValue: Double
    /// Whether all assignments of signs were looked at.
    package let isExact: Bool

    /// Up to so many differences that are not zero, all assignments of signs are looked at.
    package static let mostExact = 18

    /// - Parameters:
    ///   - samples: How many assignments are drawn where there are too many to look at all.
    package init(_ differences: [Double], samples: Int = 10_000, seed: UInt64 = 1) {
        let sizes = differences.map(abs).filter { $0 > 0 }.sorted(by: >)
        let total = sizes.reduce(0, +)
        let observed = abs(differences.reduce(0, +))
        // Assignments whose sum is the same but for rounding are as far from zero.
        let threshold = observed - 1e-9 * total
        isExact = sizes.count <= Self.mostExact
        if isExact {
            let extreme = Self.count(sizes[...], from: 0, rest: total, beyond: threshold)
            pValue = Double(extreme) / Double(1 << sizes.count)
            return
        }
        var random = SplitMix64(seed: seed)
        var extreme = 0
        for _ in 0..<samples {
            var sum = 0.0
            var signs: UInt64 = 0
            for (place, size) in sizes.enumerated() {
                if place % 64 == 0 { signs = random.next() }
                sum += signs & 1 == 0 ? size : -size
                signs >>= 1
            }
            if abs(sum) >= threshold { extreme += 1 }
        }
        // The observed assignment is one of them; none is ever impossible (Phipson and Smyth 2010).
        pValue = Double(extreme + 1) / Double(samples + 1)
    }

    /// How many assignments of signs to `sizes` bring a sum to the threshold or beyond, on either side of zero.
    private static func count(_ sizes: ArraySlice<Double>, from sum: Double, rest: Double, beyond threshold: Double)
        -> Int
    {
        // Neither side can be missed, or either can be reached, any more.
        if abs(sum) - rest >= threshold { return 1 << sizes.count }
        if abs(sum) + rest < threshold { return 0 }
        guard let size = sizes.first else { return abs(sum) >= threshold ? 1 : 0 }
        let others = sizes.dropFirst()
        return count(others, from: sum + size, rest: rest - size, beyond: threshold)
            + count(others, from: sum - size, rest: rest - size, beyond: threshold)
    }
}
