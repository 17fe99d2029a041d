import TestSupport

/// Makes expressions of all forms that other engines can read, sensible and senseless ones.
struct ScheduleGrammar {
    var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func expression() -> String {
        var fields = [
            field(0...59, steps: 2...31, stars: 20), field(0...23, steps: 2...13, stars: 35),
            field(1...31, steps: 2...16, stars: 50, special: ["L", "LW", "1,L"]),
            field(1...12, steps: 2...7, stars: 60, names: ["JAN", "Feb", "mar", "JUN", "DEC"]),
            field(
                0...7,
                steps: 2...4,
                stars: 50,
                names: ["SUN", "Mon", "tue", "FRI", "SAT"],
                special: ["5L", "0L", "1#1", "MON#5", "5#3,2#1", "MON-FRI", "1-5"]
            ),
        ]
        if chance(15) { fields.insert(field(0...59, steps: 5...31, stars: 10), at: 0) }
        return fields.joined(separator: " ")
    }

    /// A moment from 1975 to 2060.
    mutating func moment() -> Int64 { Int64.random(in: 157_766_400...2_840_140_800, using: &generator) }

    mutating func zone(of zones: [String]) -> String { chance(10) ? "UTC" : zones.randomElement(using: &generator)! }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    private mutating func field(
        _ range: ClosedRange<Int>,
        steps: ClosedRange<Int>,
        stars: Int,
        names: [String] = [],
        special: [String] = []
    ) -> String {
        if chance(stars) { return "*" }
        if !special.isEmpty, chance(20) { return special.randomElement(using: &generator)! }
        if !names.isEmpty, chance(25) { return names.randomElement(using: &generator)! }
        let count = chance(70) ? 1 : Int.random(in: 2...3, using: &generator)
        return (0..<count).map { _ in item(range, steps) }.joined(separator: ",")
    }

    private mutating func item(_ range: ClosedRange<Int>, _ steps: ClosedRange<Int>) -> String {
        let step = Int.random(in: steps, using: &generator)
        let first = Int.random(in: range, using: &generator)
        let last = Int.random(in: first...range.upperBound, using: &generator)
        return switch Int.random(in: 0..<10, using: &generator) {
        case 0...4: "\(first)"
        case 5: "*/\(step)"
        case 6: "\(first)/\(step)"
        case 7: "\(first)-\(last)/\(step)"
        default: "\(first)-\(last)"
        }
    }
}
