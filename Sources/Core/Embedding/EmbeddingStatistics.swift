/// What the local engine has done since it was loaded.
package struct EmbeddingStatistics: Sendable, Hashable {
    /// Batches run.
    package internal(set) var batches = 0

    /// Texts computed by the model, which is the sum of all batch sizes.
    package internal(set) var rows = 0

    /// Texts in the largest batch.
    package internal(set) var largestBatch = 0

    /// Tokens of the texts computed.
    package internal(set) var tokens = 0

    /// Tokens that the model computed, padding included.
    package internal(set) var paddedTokens = 0

    /// Texts answered from the cache, or by the same text in the same batch.
    package internal(set) var reused = 0

    /// Nanoseconds spent inside the model.
    package internal(set) var modelNanoseconds: UInt64 = 0

    /// Texts that are waiting now.
    package internal(set) var waiting = 0

    /// What two models have done together.
    static func + (one: Self, other: Self) -> Self {
        var sum = one
        sum.batches += other.batches
        sum.rows += other.rows
        sum.largestBatch = max(sum.largestBatch, other.largestBatch)
        sum.tokens += other.tokens
        sum.paddedTokens += other.paddedTokens
        sum.reused += other.reused
        sum.modelNanoseconds += other.modelNanoseconds
        sum.waiting += other.waiting
        return sum
    }
}
