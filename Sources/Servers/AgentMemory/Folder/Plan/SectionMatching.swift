import Text

/// Finds out which sections of a file are which memories, after its headings were renamed, moved, split or repeated.
///
/// In this order: texts that are equal, in order and then wherever they are; headings that are equal; texts that have at
/// least half of their lines in common.
struct SectionMatching {
    /// For each unit of the file the section that it is a part of, by its index.
    private(set) var owners: [Int?]

    private let units: [MarkdownUnit]
    private var parts: [Part]

    private struct Part {
        let section: Int
        let unit: MarkdownUnit
        var isMatched = false
    }

    /// More pairs are not compared line by line.
    private static let mostPairs = 40_000

    init(_ sections: [MarkdownText], in units: [MarkdownUnit]) {
        self.units = units
        owners = Array(repeating: nil, count: units.count)
        parts = sections.enumerated().flatMap { index, text in text.units.map { Part(section: index, unit: $0) } }
        matchEqualInOrder()
        matchFirst { $0.text }
        matchFirst { $0.heading?.title ?? "" }
        matchSimilar()
        joinParts()
    }

    private mutating func match(_ part: Int, _ unit: Int) {
        parts[part].isMatched = true
        owners[unit] = parts[part].section
    }

    private mutating func matchEqualInOrder() {
        for run in LineDiff(parts.map(\.unit.text), units.map(\.text)).runs {
            for offset in 0..<run.count { match(run.old + offset, run.new + offset) }
        }
    }

    /// Matches those that are the same in some way, the first with the first.
    private mutating func matchFirst(_ key: (MarkdownUnit) -> some Hashable) {
        let free = parts.indices.filter { !parts[$0].isMatched }
        var waiting = Dictionary(grouping: free.reversed()) { AnyHashable(key(parts[$0].unit)) }
        for unit in units.indices where owners[unit] == nil && units[unit].hasBody {
            guard let part = waiting[AnyHashable(key(units[unit]))]?.popLast() else { continue }
            match(part, unit)
        }
    }

    private mutating func matchSimilar() {
        let freeParts = parts.indices.filter { !parts[$0].isMatched && parts[$0].unit.hasBody }
        let freeUnits = units.indices.filter { owners[$0] == nil && units[$0].hasBody }
        guard !freeParts.isEmpty, !freeUnits.isEmpty, freeParts.count * freeUnits.count <= Self.mostPairs else {
            return
        }
        let partLines = freeParts.map { Self.counts(parts[$0].unit) }
        let unitLines = freeUnits.map { Self.counts(units[$0]) }
        var pairs: [(likeness: Double, part: Int, unit: Int)] = []
        for (one, part) in freeParts.enumerated() {
            for (other, unit) in freeUnits.enumerated() {
                let likeness = Self.likeness(partLines[one], unitLines[other])
                if likeness >= 0.5 { pairs.append((likeness, part, unit)) }
            }
        }
        pairs.sort { ($0.likeness, $1.part, $1.unit) > ($1.likeness, $0.part, $0.unit) }
        for pair in pairs where !parts[pair.part].isMatched && owners[pair.unit] == nil { match(pair.part, pair.unit) }
    }

    /// How often each line that says something is there.
    private static func counts(_ unit: MarkdownUnit) -> [BytewiseString: Int] {
        unit.text.lines.reduce(into: [:]) { counts, line in
            if !line.isBlank { counts[line, default: 0] += 1 }
        }
    }

    /// Which part of their lines two texts have in common, 0 to 1 (Dice).
    private static func likeness(_ one: [BytewiseString: Int], _ other: [BytewiseString: Int]) -> Double {
        let all = one.values.reduce(0, +) + other.values.reduce(0, +)
        guard all > 0 else { return 0 }
        let common = one.reduce(0) { $0 + min($1.value, other[$1.key] ?? 0) }
        return 2 * Double(common) / Double(all)
    }

    /// A section of several units is one stretch: what is between its units belongs to it, and what is cut off from them
    /// by another section does not.
    private mutating func joinParts() {
        var closed: Set<Int> = []
        var open: (section: Int, last: Int)?
        for unit in units.indices {
            guard let section = owners[unit] else { continue }
            if let (current, last) = open, current == section {
                for between in last + 1..<unit { owners[between] = section }
            } else if closed.contains(section) {
                owners[unit] = nil
                continue
            }
            if let (current, _) = open, current != section { closed.insert(current) }
            open = (section, unit)
        }
    }
}
