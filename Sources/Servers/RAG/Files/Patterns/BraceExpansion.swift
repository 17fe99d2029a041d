/// The alternatives of a glob, as a shell expands `{md,txt}`. Braces with no comma in them stand for themselves.
enum BraceExpansion {
    static func expand(_ glob: String) throws(GlobError) -> [[UInt8]] {
        guard glob.utf8.count <= GlobError.mostBytes else { throw .tooLong(glob) }
        var expanded: [[UInt8]] = []
        var rest = [Array(glob.utf8)]
        while let next = rest.popLast() {
            if let alternatives = firstAlternatives(next) {
                rest += alternatives.reversed()
            } else {
                expanded.append(next)
            }
            guard expanded.count + rest.count <= GlobError.mostAlternatives else { throw .tooWide(glob) }
        }
        return expanded
    }

    /// The glob once for each alternative of its first braces; nil where it has none.
    private static func firstAlternatives(_ glob: [UInt8]) -> [[UInt8]]? {
        guard let marks = firstBraces(glob), let start = marks.first, let end = marks.last else { return nil }
        return zip(marks, marks.dropFirst()).map { left, right in
            Array(glob[..<start] + glob[(left + 1)..<right] + glob[(end + 1)...])
        }
    }

    /// Where the first braces with a comma begin, are divided and end. All are looked for at once, so that many braces
    /// with no end take no longer.
    private static func firstBraces(_ glob: [UInt8]) -> [Int]? {
        var open: [[Int]] = []
        var found: [Int]?
        var place = 0
        while place < glob.count {
            switch glob[place] {
            case UInt8(ascii: "\\"): place += 1
            case UInt8(ascii: "{"): open.append([place])
            case UInt8(ascii: ","): if !open.isEmpty { open[open.count - 1].append(place) }
            case UInt8(ascii: "}"):
                if let marks = open.popLast(), marks.count > 1, let start = marks.first {
                    // Those around it begin before it.
                    if start < found?.first ?? .max { found = marks + [place] }
                }
            default: break
            }
            place += 1
        }
        return found
    }
}
