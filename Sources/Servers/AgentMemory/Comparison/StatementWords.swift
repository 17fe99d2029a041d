/// Cuts a text into sentences of words, and writes each word in one way only.
enum StatementWords {
    /// Abbreviations whose full stop ends no sentence.
    private static let abbreviations: Set<String> = [
        "dr", "mr", "mrs", "ms", "prof", "st", "no", "approx", "vs", "e.g", "i.e", "etc", "a.m", "p.m", "jan", "feb",
        "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "inc", "ltd", "jr", "sr",
    ]

    static func sentences(of text: String) -> [[StatementWord]] {
        var sentences: [[StatementWord]] = []
        var current: [StatementWord] = []
        for chunk in text.split(whereSeparator: \.isWhitespace) {
            var (word, after) = stripped(chunk)
            if !word.isEmpty {
                word[0].isFirst = current.isEmpty
                current += word
            }
            let last = current.last?.plain ?? ""
            let isAbbreviation = after.first == "." && (abbreviations.contains(last) || last.count == 1)
            if after.contains(where: { ".!?。！？".contains($0) }), !isAbbreviation, !current.isEmpty {
                sentences.append(current)
                current = []
            } else if after.contains(where: { ",;:".contains($0) }), !current.isEmpty {
                current[current.count - 1].endsClause = true
            }
        }
        if !current.isEmpty { sentences.append(current) }
        return sentences
    }

    /// The words of a piece between two spaces, and the punctuation after it.
    private static func stripped(_ chunk: Substring) -> ([StatementWord], Substring) {
        var core = chunk
        while let first = core.first, isOpening(first, before: core.dropFirst().first) { core = core.dropFirst() }
        let end = core.lastIndex { !isClosing($0) }.map { core.index(after: $0) } ?? core.startIndex
        let after = core[end...]
        core = core[..<end]
        guard !core.isEmpty else { return ([], after) }
        return (WordForms.words(of: StatementWord(core, plain: plain(core))), after)
    }

    private static func isOpening(_ character: Character, before next: Character?) -> Bool {
        if "([{\"'“”‘’«»„*_`¿¡".contains(character) { return true }
        // A list's mark; before a digit it may be a sign.
        return "-–—•>#".contains(character) && next == nil
    }

    private static func isClosing(_ character: Character) -> Bool {
        ".,;:!?…)]}\"'“”‘’«»*_`。，、！？；：".contains(character)
    }

    /// Lower case, with one form for quotes, dashes and full-width characters.
    private static func plain(_ text: Substring) -> String {
        var result = ""
        for scalar in text.lowercased().unicodeScalars {
            switch scalar.value {
            case 0x2018, 0x2019, 0x02BC: result.unicodeScalars.append("'")
            case 0x2010...0x2015, 0x2212: result.unicodeScalars.append("-")
            case 0x200B...0x200D, 0x2060, 0xFEFF, 0xAD: break
            case 0xFF01...0xFF5E: result.unicodeScalars.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
