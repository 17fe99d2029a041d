/// Finds what two lists of numbers have in common, by halves.
struct DiffSearch {
    let old: [Int32]
    let new: [Int32]
    let mostDifferences: Int
    private(set) var runs: [LineDiff.Run] = []
    /// The furthest old place on each diagonal, forwards and backwards.
    private var forward: [Int]
    private var backward: [Int]

    init(old: [Int32], new: [Int32], mostDifferences: Int) {
        self.old = old
        self.new = new
        self.mostDifferences = mostDifferences
        let reach = 2 * min(mostDifferences, (old.count + new.count + 1) / 2 + 1) + 3
        forward = Array(repeating: 0, count: reach)
        backward = Array(repeating: 0, count: reach)
    }

    mutating func compare(_ oldPart: Range<Int>, _ newPart: Range<Int>) {
        // Halves of halves wait here, the next one last.
        var waiting = [(oldPart, newPart)]
        while let (oldPart, newPart) = waiting.popLast() {
            var (a, b) = (oldPart, newPart)
            let start = commonStart(a, b)
            add(LineDiff.Run(old: a.lowerBound, new: b.lowerBound, count: start))
            a = a.lowerBound + start..<a.upperBound
            b = b.lowerBound + start..<b.upperBound
            let end = commonEnd(a, b)
            if end > 0 {
                // It comes after what is in between.
                waiting.append((a.upperBound - end..<a.upperBound, b.upperBound - end..<b.upperBound))
                a = a.lowerBound..<a.upperBound - end
                b = b.lowerBound..<b.upperBound - end
            }
            guard !a.isEmpty, !b.isEmpty, let middle = middle(a, b) else { continue }
            waiting.append((middle.old..<a.upperBound, middle.new..<b.upperBound))
            waiting.append((a.lowerBound..<middle.old, b.lowerBound..<middle.new))
        }
    }

    private mutating func add(_ run: LineDiff.Run) {
        guard run.count > 0 else { return }
        if let last = runs.last, last.old + last.count == run.old, last.new + last.count == run.new {
            runs[runs.endIndex - 1].count += run.count
        } else {
            runs.append(run)
        }
    }

    private func commonStart(_ a: Range<Int>, _ b: Range<Int>) -> Int {
        var count = 0
        while count < min(a.count, b.count), old[a.lowerBound + count] == new[b.lowerBound + count] { count += 1 }
        return count
    }

    private func commonEnd(_ a: Range<Int>, _ b: Range<Int>) -> Int {
        var count = 0
        while count < min(a.count, b.count), old[a.upperBound - 1 - count] == new[b.upperBound - 1 - count] {
            count += 1
        }
        return count
    }

    /// A place that a shortest way through both stretches passes, searched from both ends; nil where they have too
    /// little in common, or nothing.
    private mutating func middle(_ a: Range<Int>, _ b: Range<Int>) -> (old: Int, new: Int)? {
        let (n, m) = (a.count, b.count)
        let delta = n - m
        let most = min(mostDifferences, (n + m + 1) / 2)
        // Diagonals are counted from their own end, and kept around this index.
        let centre = most + 1
        forward[centre + 1] = 0
        backward[centre + 1] = 0
        for distance in 0...most {
            for k in stride(from: -distance, through: distance, by: 2) {
                var x = Self.step(forward, centre + k, k: k, distance: distance)
                var y = x - k
                while x < n, y < m, x >= 0, y >= 0, old[a.lowerBound + x] == new[b.lowerBound + y] {
                    x += 1
                    y += 1
                }
                forward[centre + k] = x
                let other = delta - k
                guard !delta.isMultiple(of: 2), abs(other) < distance, x + backward[centre + other] >= n else {
                    continue
                }
                return Self.inside(a, b, x, y)
            }
            for k in stride(from: -distance, through: distance, by: 2) {
                var x = Self.step(backward, centre + k, k: k, distance: distance)
                var y = x - k
                while x < n, y < m, x >= 0, y >= 0, old[a.upperBound - 1 - x] == new[b.upperBound - 1 - y] {
                    x += 1
                    y += 1
                }
                backward[centre + k] = x
                let other = delta - k
                guard delta.isMultiple(of: 2), abs(other) <= distance, x + forward[centre + other] >= n else {
                    continue
                }
                return Self.inside(a, b, n - x, m - y)
            }
        }
        return nil
    }

    private static func step(_ furthest: [Int], _ place: Int, k: Int, distance: Int) -> Int {
        let goesDown = k == -distance || k != distance && furthest[place - 1] < furthest[place + 1]
        return goesDown ? furthest[place + 1] : furthest[place - 1] + 1
    }

    /// The place, unless it is at an end of the stretches, where halving would not end, or outside of them.
    private static func inside(_ a: Range<Int>, _ b: Range<Int>, _ x: Int, _ y: Int) -> (old: Int, new: Int)? {
        guard (0...a.count).contains(x), (0...b.count).contains(y), (1..<a.count + b.count).contains(x + y) else {
            return nil
        }
        return (a.lowerBound + x, b.lowerBound + y)
    }
}
