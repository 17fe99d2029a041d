/// What two lists of lines have in common, in order: Myers' greedy algorithm in linear space (An O(ND) Difference
/// Algorithm and Its Variations, 1986).
///
/// Its time grows with the number of differences. Where lists have little in common it gives up on a stretch and takes
/// all of it as replaced: then the result is not the shortest, and still right.
struct LineDiff: Sendable, Hashable {
    /// Equal lines, as many as `count` from the two places on.
    struct Run: Sendable, Hashable {
        let old: Int
        let new: Int
        var count: Int
    }

    /// What is common, in order in both lists.
    private(set) var runs: [Run] = []

    /// - Parameter mostDifferences: How many differences are looked for in one stretch.
    init<Line: Hashable>(_ old: some Collection<Line>, _ new: some Collection<Line>, mostDifferences: Int = 2_000) {
        var numbers: [Line: Int32] = [:]
        func number(_ line: Line) -> Int32 {
            let next = Int32(numbers.count)
            return numbers[line, default: next].assign(to: line, in: &numbers)
        }
        var search = DiffSearch(old: old.map(number), new: new.map(number), mostDifferences: mostDifferences)
        search.compare(0..<old.count, 0..<new.count)
        runs = search.runs
    }

    /// For each old line the new line that it is; nil for lines that are gone.
    func newPlaces(oldCount: Int) -> [Int?] {
        var places = [Int?](repeating: nil, count: oldCount)
        for run in runs {
            for offset in 0..<run.count { places[run.old + offset] = run.new + offset }
        }
        return places
    }
}

extension Int32 {
    fileprivate func assign<Line>(to line: Line, in numbers: inout [Line: Int32]) -> Int32 {
        numbers[line] = self
        return self
    }
}
