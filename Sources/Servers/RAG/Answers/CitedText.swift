/// A sentence that a model has written, with the numbers of the passages that it names.
struct CitedSentence: Sendable, Hashable {
    let text: String
    let passages: [Int]
}

/// Reads the marks in what a model has written.
struct CitedText {
    /// The sentences, in order, without their marks.
    private(set) var sentences: [CitedSentence]

    /// - Parameters:
    ///   - marks: The marks that the model was told to use.
    ///   - count: How many passages there are; a mark of another number is no mark.
    init(_ text: String, marks: CitationMarks, count: Int) {
        var bytes = Array(text.utf8)
        var found: [(place: Int, number: Int)] = []
        let prefix = Array("[\(marks.prefix)".utf8)
        var index = 0
        while index < bytes.count {
            guard let mark = Self.mark(at: index, in: bytes, prefix, count) else {
                index += 1
                continue
            }
            found += mark.numbers.map { (index, $0) }
            // What is cut off at the marks stays where it was.
            for place in mark.range { bytes[place] = 0x20 }
            index = mark.range.upperBound
        }
        let paragraphs = PlainSections.sections(of: bytes).flatMap(\.blocks)
        let ranges = paragraphs.flatMap { $0.atoms(in: bytes) }.map(\.range)
        var passages = ranges.map { _ in [Int]() }
        for mark in found {
            // A mark belongs to the sentence that it stands in or after.
            guard let sentence = ranges.lastIndex(where: { $0.lowerBound < mark.place }) else { continue }
            if !passages[sentence].contains(mark.number) { passages[sentence].append(mark.number) }
        }
        sentences = zip(ranges, passages).map { range, passages in
            CitedSentence(text: Self.tidied(bytes[range]), passages: passages)
        }
        .filter { !$0.text.isEmpty }
    }

    /// The same without a sentence, whatever marks, quotes or asterisks are around it.
    func without(_ sentence: String) -> CitedText {
        var text = self
        text.sentences.removeAll { $0.text.trimmingMarks == sentence.trimmingMarks }
        return text
    }

    /// A mark, as in `[S1]` or `[S1, S2]`, and the numbers in it.
    private static func mark(
        at start: Int,
        in text: [UInt8],
        _ prefix: [UInt8],
        _ count: Int
    ) -> (range: Range<Int>, numbers: [Int])? {
        guard text[start] == UInt8(ascii: "["), let end = text[start...].prefix(80).firstIndex(of: UInt8(ascii: "]"))
        else {
            return nil
        }
        var numbers: [Int] = []
        for part in text[start + 1..<end].split(separator: UInt8(ascii: ",")) {
            var digits = part.drop { $0 == 0x20 }
            if digits.starts(with: prefix.dropFirst()) { digits = digits.dropFirst(prefix.count - 1) }
            guard let number = Int(String(decoding: digits, as: UTF8.self).trimmingSpaces),
                (1...max(1, count)).contains(number)
            else { return nil }
            numbers.append(number)
        }
        return numbers.isEmpty ? nil : (start..<end + 1, numbers)
    }

    /// Words with one space between them, and none before a full stop.
    private static func tidied(_ bytes: ArraySlice<UInt8>) -> String {
        var text = ""
        for word in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace) {
            let closes = word.first.map { ".,;:!?".contains($0) } ?? false
            if !text.isEmpty, !closes || word.count > 1 { text += " " }
            text += word
        }
        return text
    }
}

extension String {
    /// What is between its first letter and its last.
    fileprivate var trimmingMarks: Substring {
        guard let first = firstIndex(where: \.isLetter), let last = lastIndex(where: \.isLetter) else { return "" }
        return self[first...last]
    }

    fileprivate var trimmingSpaces: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
