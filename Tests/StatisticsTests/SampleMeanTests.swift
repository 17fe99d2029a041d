import Statistics
import Testing

@Suite("Means with intervals")
struct SampleMeanTests {
    /// Scores as retrieval has them: bounded, and many at the bound.
    static let scores: [Double] =
        [0, 0, 0.13, 0.25, 0.33, 0.5, 0.5, 0.63, 0.63, 0.71, 0.86, 0.92] + Array(repeating: 1, count: 12)

    @Test("the interval is that of scipy 1.17.1, stats.bootstrap(method='BCa') with 400,000 samples")
    func reference() throws {
        let skewed = SampleMean(of: Self.scores, resamples: 50_000)
        #expect(abs(skewed.mean - 0.7275) < 1e-12)
        let interval = try #require(skewed.interval)
        #expect(abs(interval.lower - 0.5679) < 0.006, "\(interval)")
        #expect(abs(interval.upper - 0.8483) < 0.006, "\(interval)")
        let sparse = SampleMean(of: [1, 1, 1] + Array(repeating: 0, count: 27), resamples: 50_000)
        let rare = try #require(sparse.interval)
        #expect(abs(rare.lower - 0.0333) < 1e-3, "\(rare)")
        #expect(abs(rare.upper - 0.2667) < 1e-3, "\(rare)")
    }

    @Test("equal input gives equal output, and another seed nearly the same")
    func seeded() throws {
        #expect(SampleMean(of: Self.scores) == SampleMean(of: Self.scores))
        let one = try #require(SampleMean(of: Self.scores, seed: 1).interval)
        let other = try #require(SampleMean(of: Self.scores, seed: 2).interval)
        #expect(one != other)
        #expect(abs(one.lower - other.lower) < 0.02)
    }

    @Test("one value tells no interval, and values that are all the same tell one where their range is known")
    func constant() throws {
        #expect(SampleMean(of: [0.4]).interval == nil)
        let all = try #require(SampleMean(of: Array(repeating: 1, count: 20), within: 0...1).interval)
        // 0.025 ^ (1 / 20), as Clopper and Pearson have it for 20 of 20.
        #expect(abs(all.lower - 0.831_566_5) < 1e-6, "\(all)")
        #expect(all.upper == 1)
        let none = try #require(SampleMean(of: Array(repeating: 0, count: 20), within: 0...1).interval)
        #expect(none.lower == 0)
        #expect(abs(none.upper - 0.168_433_5) < 1e-6)
        #expect(SampleMean(of: [0.5, 0.5]).interval?.lower == 0.5)
    }

    @Test("of many samples some 95 in 100 have intervals that hold the true mean")
    func coverage() {
        var random = Congruential(state: 7)
        var held = 0
        for seed in 0..<400 {
            // The square of a uniform number, whose mean is a third.
            let sample = (0..<40).map { _ in random.squared() }
            let interval = SampleMean(of: sample, resamples: 500, seed: UInt64(seed)).interval
            if let interval, interval.lower <= 1.0 / 3, interval.upper >= 1.0 / 3 { held += 1 }
        }
        #expect((364...394).contains(held), "\(held) of 400")
    }

    @Test("the mean lies in its interval, whatever the values are", arguments: 0..<50)
    func contains(_ seed: UInt64) throws {
        var random = Congruential(state: seed)
        let values = (0..<(2 + Int(seed))).map { _ in random.uniform() < 0.3 ? 0 : random.uniform() }
        let sample = SampleMean(of: values, within: 0...1, resamples: 500)
        let interval = try #require(sample.interval)
        #expect(interval.lower <= sample.mean + 1e-12)
        #expect(interval.upper >= sample.mean - 1e-12)
        #expect(interval.lower >= 0)
        #expect(interval.upper <= 1)
    }
}

/// Numbers that are the same in each run, by another way than the code under test has.
struct Congruential {
    var state: UInt64

    mutating func uniform() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
    }

    mutating func squared() -> Double {
        let value = uniform()
        return value * value
    }
}
