/// Where the true value of a statistic is, with a given confidence.
package struct ConfidenceInterval: Sendable, Hashable {
    package let lower: Double
    package let upper: Double
    /// How often such intervals hold the true value, 0 to 1.
    package let confidence: Double

    package init(lower: Double, upper: Double, confidence: Double) {
        self.lower = lower
        self.upper = upper
        self.confidence = confidence
    }
}
