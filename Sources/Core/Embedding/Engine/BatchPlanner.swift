/// Divides rows, sorted by length, into batches.
///
/// A batch is padded to its longest row, so rows of different lengths are better kept apart; but each extra batch costs
/// something too, about as much as `overhead` tokens. And the first batch of a shape costs OpenVINO several
/// milliseconds of preparation, so shapes should recur: lengths are rounded up to a multiple of 8, except for a short
/// row alone, such as a query.
struct BatchPlanner {
    /// The most tokens of a batch, padding included; a longer row is a batch of its own. Measured on two cores,
    /// batches of 1024 tokens are as fast as any, and end soon enough for a query that waits.
    var tokens = 1024
    var rows = 64
    var overhead = 16
    /// The longest row that the model takes.
    let window: Int

    init(window: Int) {
        self.window = window
    }

    /// Batches as ranges of `lengths`, which ascend.
    func batches(_ lengths: [Int]) -> [Range<Int>] {
        var batches: [Range<Int>] = []
        var start = 0
        for index in lengths.indices.dropFirst() {
            let count = index - start
            let length = rounded(lengths[index])
            let padding = count * (length - rounded(lengths[index - 1]))
            if count == rows || (count + 1) * length > tokens || padding > overhead {
                batches.append(start..<index)
                start = index
            }
        }
        if start < lengths.count { batches.append(start..<lengths.count) }
        return batches
    }

    /// Tokens in each row of a batch, padding included.
    func length(rows: Int, longest: Int) -> Int {
        rows == 1 && longest <= 64 ? longest : rounded(longest)
    }

    private func rounded(_ length: Int) -> Int {
        min((length + 7) / 8 * 8, window)
    }
}
