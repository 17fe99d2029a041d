import Glibc

/// The normal distribution of mean 0 and variance 1.
enum StandardNormal {
    /// The probability of a value of at most `z`.
    static func probability(below z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

    /// The value that is not exceeded with a probability. It is found by halving, which is exact and is done rarely.
    static func quantile(_ probability: Double) -> Double {
        var (low, high) = (-40.0, 40.0)
        for _ in 0..<80 {
            let middle = (low + high) / 2
            if self.probability(below: middle) < probability { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
