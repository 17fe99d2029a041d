import TestSupport
import Testing

@testable import AgentMemory

@Suite("Differences between lists of lines")
struct LineDiffTests {
    /// The length of a longest common subsequence, by the textbook's table.
    private func longestCommon(_ a: [Int], _ b: [Int]) -> Int {
        var row = [Int](repeating: 0, count: b.count + 1)
        for x in a {
            var diagonal = 0
            for (index, y) in b.enumerated() {
                let above = row[index + 1]
                row[index + 1] = x == y ? diagonal + 1 : max(above, row[index])
                diagonal = above
            }
        }
        return row[b.count]
    }

    /// Whether the runs are equal lines, in order in both lists.
    private func isSound(_ diff: LineDiff, _ a: [Int], _ b: [Int]) -> Bool {
        var (old, new) = (0, 0)
        for run in diff.runs {
            guard run.old >= old, run.new >= new, run.count > 0,
                a[run.old..<run.old + run.count] == b[run.new..<run.new + run.count]
            else { return false }
            (old, new) = (run.old + run.count, run.new + run.count)
        }
        return old <= a.count && new <= b.count
    }

    @Test("what is common is right, and as much as can be")
    func longest() {
        var generator = SeededGenerator(seed: 1)
        for round in 0..<3_000 {
            let letters = 1 + round % 6
            let a = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                Int.random(in: 0..<letters, using: &generator)
            }
            let b = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                Int.random(in: 0..<letters, using: &generator)
            }
            let diff = LineDiff(a, b)
            #expect(isSound(diff, a, b))
            #expect(diff.runs.map(\.count).reduce(0, +) == longestCommon(a, b), "\(a) \(b)")
        }
    }

    @Test("it stays right where it gives up early")
    func givesUp() {
        var generator = SeededGenerator(seed: 2)
        for limit in 0...6 {
            for _ in 0..<500 {
                let a = (0..<30).map { _ in Int.random(in: 0..<4, using: &generator) }
                let b = (0..<30).map { _ in Int.random(in: 0..<4, using: &generator) }
                #expect(isSound(LineDiff(a, b, mostDifferences: limit), a, b))
            }
        }
    }

    @Test("two hundred thousand lines that have nothing in common, and such that have everything twice")
    func huge() {
        let a = Array(0..<100_000)
        #expect(LineDiff(a, a.map { -$0 - 1 }).runs.isEmpty)
        let turned = LineDiff(a, Array(a.reversed()))
        #expect(isSound(turned, a, Array(a.reversed())))
        var generator = SeededGenerator(seed: 3)
        let same = (0..<100_000).map { _ in Int.random(in: 0..<2, using: &generator) }
        let other = (0..<100_000).map { _ in Int.random(in: 0..<2, using: &generator) }
        #expect(isSound(LineDiff(same, other), same, other))
    }
}
