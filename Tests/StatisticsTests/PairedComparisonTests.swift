import Statistics
import Testing

@Suite("Paired comparisons")
struct PairedComparisonTests {
    static let before = [0.71, 0.5, 0.86, 0.5, 0.63, 1.0, 0.0, 0.92, 0.33, 1.0, 0.13, 0.71]
    static let after = [0.92, 0.5, 1.0, 0.63, 0.71, 1.0, 0.33, 0.86, 0.5, 1.0, 0.25, 1.0]
    /// Drawn from a normal distribution, rounded.
    static let noise = [
        0.03, 0.09, -0.02, -0.15, -0.06, -0.17, 0.04, 0.3, -0.07, -0.09, 0.13, 0.1, 0.05, -0.16, 0.02, 0.17, -0.24,
        -0.06, -0.35, -0.23, -0.34, -0.02, -0.22, 0.08, 0.06, -0.01, -0.47, -0.08, 0.02, 0.05, -0.28, -0.07, -0.17,
        -0.13, 0.24, -0.13, 0.02, 0.21, -0.09, 0.01, 0.05, 0.04, -0.22, 0.05, 0.3, -0.28, 0.2, 0.05, -0.1, 0.43, 0.18,
        -0.21, 0.04, 0.15, -0.01, 0.17, 0.02, 0.16, 0.32, -0.11,
    ]

    @Test("of few pairs the p-value is that of scipy 1.17.1, stats.permutation_test over all assignments")
    func exact() {
        let comparison = PairedComparison(Array(zip(Self.after, Self.before)))
        #expect(comparison.pValue == 0.0078125)
        #expect(abs(comparison.difference.mean - 0.1175) < 1e-12)
        #expect((comparison.wins, comparison.losses, comparison.ties) == (8, 1, 3))
    }

    @Test("of many pairs it is that of scipy's million assignments, but for chance")
    func sampled() {
        let test = SignFlipTest(Self.noise)
        #expect(!test.isExact)
        #expect(abs(test.pValue - 0.58835) < 0.02, "\(test.pValue)")
        #expect(SignFlipTest(Self.noise) == test)
    }

    @Test("the other way round it is the same difference with the other sign")
    func symmetric() {
        let one = PairedComparison(Array(zip(Self.after, Self.before)))
        let other = PairedComparison(Array(zip(Self.before, Self.after)))
        #expect(one.pValue == other.pValue)
        #expect(one.difference.mean == -other.difference.mean)
        #expect((one.wins, one.losses) == (other.losses, other.wins))
    }

    @Test("where nothing differs there is no difference")
    func same() {
        let comparison = PairedComparison(Self.after.map { ($0, $0) })
        #expect(comparison.pValue == 1)
        #expect(comparison.difference.mean == 0)
        #expect((comparison.wins, comparison.losses, comparison.ties) == (0, 0, 12))
        // 0.1 + 0.2 is not 0.3 in binary.
        #expect(PairedComparison([(0.1 + 0.2, 0.3), (0.3, 0.1 + 0.2)]).ties == 2)
    }

    @Test("differences that all have one sign are as unlikely as that many heads or tails", arguments: 1...18)
    func oneSided(_ count: Int) {
        let test = SignFlipTest((1...count).map { Double($0) / 10 })
        #expect(test.isExact)
        #expect(test.pValue == 2 / Double(1 << count))
    }

    @Test("where there is no difference, one is claimed at 5 % in some 5 of 100 comparisons")
    func falseAlarms() {
        var random = Congruential(state: 3)
        var alarms = 0
        for seed in 0..<400 {
            let differences = (0..<30).map { _ in random.uniform() - random.uniform() }
            if SignFlipTest(differences, samples: 1_000, seed: UInt64(seed)).pValue < 0.05 { alarms += 1 }
        }
        #expect((8...34).contains(alarms), "\(alarms) of 400")
    }
}
