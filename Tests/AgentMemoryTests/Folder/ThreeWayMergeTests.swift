import TestSupport
import Testing

@testable import AgentMemory

@Suite("Merging two sides of a text")
struct ThreeWayMergeTests {
    private func lines(_ text: String) -> [Character] { Array(text) }

    private func merge(_ base: String, _ left: String, _ right: String) -> String? {
        ThreeWayMerge.merge(base: lines(base), lines(left), lines(right)).map { String($0) }
    }

    @Test(
        "changes in different places are both there",
        arguments: [
            ("abcde", "aXcde", "abcdY", "aXcdY"),
            ("abcde", "bcde", "abcdeZ", "bcdeZ"),
            ("abcde", "ae", "abcde", "ae"),
            ("abcde", "abcde", "", ""),
            ("abc", "aXc", "aXc", "aXc"),
            ("abcde", "XabcdeX", "abde", "XabdeX"),
            ("", "a", "a", "a"),
            ("", "", "a", "a"),
        ]
    )
    func merges(base: String, left: String, right: String, merged: String) {
        #expect(merge(base, left, right) == merged)
        #expect(merge(base, right, left) == merged)
    }

    @Test(
        "changes in the same place, or next to each other, are a conflict",
        arguments: [
            ("abc", "aXc", "aYc"), ("abc", "aXc", "abY"), ("abc", "ac", "aYc"), ("a", "aX", "aY"), ("", "x", "y"),
        ]
    )
    func conflicts(base: String, left: String, right: String) {
        #expect(merge(base, left, right) == nil)
        #expect(merge(base, right, left) == nil)
    }

    @Test("a side that changed nothing takes the other one's text; equal sides agree; sides can be swapped")
    func laws() {
        var generator = SeededGenerator(seed: 4)
        func text(_ letters: Int) -> [Int] {
            (0..<Int.random(in: 0...12, using: &generator)).map { _ in Int.random(in: 0..<letters, using: &generator) }
        }
        for round in 0..<5_000 {
            let (base, left, right) = (text(2 + round % 4), text(2 + round % 4), text(2 + round % 4))
            #expect(ThreeWayMerge.merge(base: base, base, right) == right)
            #expect(ThreeWayMerge.merge(base: base, left, base) == left)
            #expect(ThreeWayMerge.merge(base: base, left, left) == left)
            #expect(ThreeWayMerge.merge(base: base, left, right) == ThreeWayMerge.merge(base: base, right, left))
        }
    }

    @Test("edits of lines that are apart always merge, into the text with both")
    func apart() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<2_000 {
            let base = Array(0..<Int.random(in: 5...40, using: &generator))
            var (left, right, both) = ([Int](), [Int](), [Int]())
            var sideOfLast = 0
            var distance = 2
            for line in base {
                let edit = Int.random(in: 0...3, using: &generator)
                var side = Int.random(in: 0...6, using: &generator)
                // Between an edit of one side and one of the other a line stays.
                if side > 2 || side != sideOfLast && distance < 1 { side = 0 }
                let edited =
                    switch edit {
                    case 0: []
                    case 1: [line + 1_000]
                    case 2: [line + 2_000, line + 3_000]
                    default: [line, line + 4_000]
                    } as [Int]
                left += side == 1 ? edited : [line]
                right += side == 2 ? edited : [line]
                both += side == 0 ? [line] : edited
                if side == 0 {
                    distance += 1
                } else {
                    (sideOfLast, distance) = (side, 0)
                }
            }
            #expect(ThreeWayMerge.merge(base: base, left, right) == both)
        }
    }
}
