/// Cuts rows, sorted by length, into batches.
///
/// A batch is padded to its longest row, so rows of unlike length are better apart; but a batch of its own costs
/// something too, about as much as `overhead` tokens.
struct BatchPlanner {
    /// The most tokens of a batch, padding included; a longer row is a batch of its own. Measured on two cores,
    /// batches of 1024 tokens are as fast as any, and end soon enough for a query that waits.
    var tokens = 1024
    var rows = 64
    var overhead = 16

    /// Batches as ranges of `lengths`, which ascend.
    func batches(_ lengths: [Int]) -> [Range<Int>] {
        var batches: [Range<Int>] = []
        var start = 0
        for index in lengths.indices {
            let count = index - start
            guard count > 0 else { continue }
            let padding = count * (lengths[index] - lengths[index - 1])
            if count == rows || (count + 1) * lengths[index] > tokens || padding > overhead {
                batches.append(start..<index)
                start = index
            }
        }
        if start < lengths.count { batches.append(start..<lengths.count) }
        return batches
    }
}
