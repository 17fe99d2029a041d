/// Two believed memories of a bank that are near to each other.
struct MemoryPair: Sendable {
    /// The one that was stored first.
    let one: Memory
    let other: Memory
    /// The cosine of their first passages.
    let cosine: Double
}
