/// The difference between two texts as `diff -u` prints it.
enum UnifiedDiff {
    private static let context = 3

    /// The difference, with the names of both sides; empty where there is none.
    static func text(_ old: [TextLine], _ new: [TextLine], from oldName: String, to newName: String) -> String {
        let runs = LineDiff(old, new).runs
        var text = ""
        for hunk in hunks(runs, oldCount: old.count, newCount: new.count) {
            if text.isEmpty { text = "--- \(oldName)\n+++ \(newName)\n" }
            text += write(hunk, old, new)
        }
        return text
    }

    private struct Change {
        let old: Range<Int>
        let new: Range<Int>
    }

    /// The changes, those that are near each other together.
    private static func hunks(_ runs: [LineDiff.Run], oldCount: Int, newCount: Int) -> [[Change]] {
        var changes: [Change] = []
        var (old, new) = (0, 0)
        for run in runs + [LineDiff.Run(old: oldCount, new: newCount, count: 0)] {
            if run.old > old || run.new > new { changes.append(Change(old: old..<run.old, new: new..<run.new)) }
            (old, new) = (run.old + run.count, run.new + run.count)
        }
        var hunks: [[Change]] = []
        for change in changes {
            if let last = hunks.last?.last, change.old.lowerBound - last.old.upperBound <= 2 * context {
                hunks[hunks.endIndex - 1].append(change)
            } else {
                hunks.append([change])
            }
        }
        return hunks
    }

    private static func write(_ hunk: [Change], _ old: [TextLine], _ new: [TextLine]) -> String {
        guard let first = hunk.first, let last = hunk.last else { return "" }
        let before = min(context, first.old.lowerBound)
        let after = min(context, old.count - last.old.upperBound)
        let oldRange = first.old.lowerBound - before..<last.old.upperBound + after
        let newRange = first.new.lowerBound - before..<last.new.upperBound + after
        var text = "@@ -\(place(oldRange)) +\(place(newRange)) @@\n"
        var next = oldRange.lowerBound
        for change in hunk {
            for line in old[next..<change.old.lowerBound] { text += mark(" ", line) }
            for line in old[change.old] { text += mark("-", line) }
            for line in new[change.new] { text += mark("+", line) }
            next = change.old.upperBound
        }
        for line in old[next..<oldRange.upperBound] { text += mark(" ", line) }
        return text
    }

    private static func place(_ range: Range<Int>) -> String {
        // Of no lines, the one before is named.
        let start = range.isEmpty ? range.lowerBound : range.lowerBound + 1
        return range.count == 1 ? "\(start)" : "\(start),\(range.count)"
    }

    private static func mark(_ mark: String, _ line: TextLine) -> String {
        line.ending == .none
            ? "\(mark)\(line.text)\n\\ No newline at end of file\n" : "\(mark)\(line.text)\(line.ending.rawValue)"
    }
}
