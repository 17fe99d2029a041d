/// What the local engine has done since it was loaded.
public struct EmbeddingStatistics: Sendable, Hashable {
    /// Batches run.
    public internal(set) var batches = 0

    /// Texts computed by the model, which is the sum of all batch sizes.
    public internal(set) var rows = 0

    /// Texts in the largest batch.
    public internal(set) var largestBatch = 0

    /// Tokens of the texts computed.
    public internal(set) var tokens = 0

    /// Tokens that the model computed, padding included.
    public internal(set) var paddedTokens = 0

    /// Texts answered from memory, or by the same text in the same batch.
    public internal(set) var reused = 0

    /// Nanoseconds spent inside the model.
    public internal(set) var modelNanoseconds: UInt64 = 0

    /// Texts that wait at this moment.
    public internal(set) var waiting = 0
}
