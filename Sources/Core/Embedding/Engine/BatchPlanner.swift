/// Divides rows, sorted by length, into batches.
///
/// The first batch of a shape costs OpenVINO 5 to 10 ms of preparation, and more than a megabyte that it keeps, so there
/// are only some 60 shapes. All rows of a batch have one length, once lengths are rounded up; and a batch has one row,
/// four, or as many as `tokens` allows. A row alone, such as a query, is rounded up less.
struct BatchPlanner {
    /// The most tokens of a batch, padding included; a longer row is a batch of its own. Measured on two cores,
    /// batches of 1024 tokens are as fast as any, and end soon enough for a query that waits.
    let tokens = 1024
    let rows = 64
    /// The longest row that the model takes.
    let window: Int

    /// Batches as ranges of `lengths`, which ascend.
    func batches(_ lengths: [Int]) -> [Range<Int>] {
        var batches: [Range<Int>] = []
        var start = 0
        while start < lengths.count {
            let length = rounded(lengths[start])
            let alike = lengths[start...].prefix { rounded($0) == length }.count
            let full = most(length)
            let count = alike >= full ? full : alike >= 4 ? 4 : 1
            batches.append(start..<start + count)
            start += count
        }
        return batches
    }

    /// Tokens in each row of a batch, padding included.
    func length(rows: Int, longest: Int) -> Int {
        rows == 1 && longest <= 32 ? min((longest + 3) / 4 * 4, window) : rounded(longest)
    }

    /// Rows of a full batch: a power of two.
    private func most(_ length: Int) -> Int {
        var count = rows
        while count > 1, count * length > tokens { count /= 2 }
        return count
    }

    /// Up to 64 in steps of 8, then in steps of an eighth to a quarter.
    private func rounded(_ length: Int) -> Int {
        var step = 8
        while length > 8 * step { step *= 2 }
        return min((length + step - 1) / step * step, window)
    }
}
