/// Finds where sentences begin in a paragraph, in bytes.
///
/// An end is a full stop, an exclamation or question mark, perhaps closing quotes and brackets, and white space before what
/// does not begin with a small letter, unless the paragraph has no others. Usual abbreviations and initials end none.
enum SentenceBreaks {
    /// The places in a range at which sentences begin, its start left out.
    static func starts(in text: [UInt8], _ range: Range<Int>) -> [Int] {
        var starts: [Int] = []
        let small = UInt8(ascii: "a")...UInt8(ascii: "z")
        let hasCapitals = text[range].contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        var index = range.lowerBound
        while index < range.upperBound {
            let length = markLength(in: text, at: index, before: range.upperBound)
            guard length > 0 else {
                index += 1
                continue
            }
            let isWide = length > 1
            var end = index + length
            while end < range.upperBound, let closing = closingLength(in: text, at: end, before: range.upperBound) {
                end += closing
            }
            var next = end
            while next < range.upperBound, text[next].isWhiteSpace { next += 1 }
            let isFollowed = next > end || isWide
            if isFollowed, next < range.upperBound,
                isWide || !isAbbreviation(in: text, at: index, from: range.lowerBound),
                !hasCapitals || !small.contains(text[next])
            {
                starts.append(next)
            }
            index = max(next, index + length)
        }
        return starts
    }

    /// How many bytes the mark at a place has that may end a sentence; 0 where there is none.
    private static func markLength(in text: [UInt8], at index: Int, before end: Int) -> Int {
        switch text[index] {
        case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"): 1
        // 。 ！ ？
        case 0xE3 where has([0x80, 0x82], in: text, at: index + 1, before: end): 3
        case 0xEF
        where has([0xBC, 0x81], in: text, at: index + 1, before: end)
            || has([0xBC, 0x9F], in: text, at: index + 1, before: end):
            3
        default: 0
        }
    }

    private static func closingLength(in text: [UInt8], at index: Int, before end: Int) -> Int? {
        switch text[index] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "."),
            UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: "*"), UInt8(ascii: "_"):
            1
        // ” and ’
        case 0xE2
        where has([0x80, 0x9D], in: text, at: index + 1, before: end)
            || has([0x80, 0x99], in: text, at: index + 1, before: end):
            3
        // » and 」
        case 0xC2 where has([0xBB], in: text, at: index + 1, before: end): 2
        case 0xE3 where has([0x80, 0x8D], in: text, at: index + 1, before: end): 3
        default: nil
        }
    }

    private static func has(_ bytes: [UInt8], in text: [UInt8], at index: Int, before end: Int) -> Bool {
        index + bytes.count <= end && text[index..<index + bytes.count].elementsEqual(bytes)
    }

    private static let abbreviations: Set<String> = [
        "mr", "mrs", "ms", "dr", "prof", "st", "vs", "etc", "no", "inc", "corp", "co", "ltd", "al", "fig", "figs", "jr",
        "sr", "e.g", "i.e", "approx", "dept", "est", "cf", "vol", "pp", "ed", "eds", "sec", "eq", "ca", "resp", "incl",
        "z.b", "d.h", "bzw", "usw", "u.s", "u.k",
    ]

    /// Whether the word before a full stop is short for another, or a single letter.
    private static func isAbbreviation(in text: [UInt8], at stop: Int, from start: Int) -> Bool {
        guard text[stop] == UInt8(ascii: ".") else { return false }
        var first = stop
        while first > start, stop - first < 8, !text[first - 1].isWhiteSpace, text[first - 1] != UInt8(ascii: "(") {
            first -= 1
        }
        let word = text[first..<stop]
        guard !word.isEmpty, word.count < 8 else { return false }
        if word.count == 1, let letter = word.first { return (UInt8(ascii: "A")...UInt8(ascii: "z")).contains(letter) }
        return abbreviations.contains(String(decoding: word, as: UTF8.self).lowercased())
    }
}
