/// Puts together what two sides have made of one text, line by line (diff3).
///
/// Where both sides changed the same lines, or lines next to each other, in different ways, there is no merge: a machine
/// cannot know what is meant.
enum ThreeWayMerge {
    /// The text with the changes of both sides; nil where they are in conflict.
    static func merge<Line: Hashable>(base: [Line], _ left: [Line], _ right: [Line]) -> [Line]? {
        if left == right || right == base { return left }
        if left == base { return right }
        let inLeft = LineDiff(base, left).newPlaces(oldCount: base.count)
        let inRight = LineDiff(base, right).newPlaces(oldCount: base.count)
        var merged: [Line] = []
        var (b, l, r) = (0, 0, 0)
        while true {
            // Lines that nobody changed.
            while b < base.count, inLeft[b] == l, inRight[b] == r {
                merged.append(base[b])
                b += 1
                l += 1
                r += 1
            }
            if b == base.count, l == left.count, r == right.count { return merged }
            // Up to the next line that both sides have kept.
            let next = (b..<base.count).first { inLeft[$0] != nil && inRight[$0] != nil }
            let leftEnd = next.flatMap { inLeft[$0] } ?? left.count
            let rightEnd = next.flatMap { inRight[$0] } ?? right.count
            let (was, isLeft, isRight) = (base[b..<(next ?? base.count)], left[l..<leftEnd], right[r..<rightEnd])
            if isLeft == isRight || isRight.elementsEqual(was) {
                merged += isLeft
            } else if isLeft.elementsEqual(was) {
                merged += isRight
            } else {
                return nil
            }
            (b, l, r) = (next ?? base.count, leftEnd, rightEnd)
        }
    }
}

extension MarkdownText {
    /// The text with the changes of both sides; nil where they are in conflict.
    static func merge(base: MarkdownText, _ left: MarkdownText, _ right: MarkdownText) -> MarkdownText? {
        ThreeWayMerge.merge(base: base.lines, left.lines, right.lines).map(MarkdownText.init(lines:))
    }
}
