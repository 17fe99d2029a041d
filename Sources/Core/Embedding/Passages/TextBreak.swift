/// How good the place before a token is for a cut.
enum TextBreak: Int, Comparable {
    /// Within a word, or where a cut would change the tokens.
    case none
    case word, line, sentence, paragraph

    static func < (left: TextBreak, right: TextBreak) -> Bool { left.rawValue < right.rawValue }

    init(before token: Int, of tokens: TokenizedText, in text: Span<UInt8>) {
        guard token > 0, tokens.mayCutBefore[token] else {
            self = .none
            return
        }
        let gap = tokens.utf8Ranges[token - 1].upperBound..<tokens.utf8Ranges[token].lowerBound
        var newlines = 0
        var returns = 0
        var hasSpace = false
        for position in gap {
            switch text[position] {
            case 0x0a: newlines += 1
            case 0x0d: returns += 1
            case 0x0c: newlines += 2  // A form feed ends a page.
            case 0xa8 where Self.isGeneralPunctuation(text, position): newlines += 1  // U+2028, line separator
            case 0xa9 where Self.isGeneralPunctuation(text, position): newlines += 2  // U+2029, paragraph separator
            default: break
            }
            hasSpace = hasSpace || text[position] <= 0x20 || text[position] >= 0xc2
        }
        if max(newlines, returns) > 1 {
            self = .paragraph
        } else if Self.endsSentence(at: gap.lowerBound, of: text, spaceFollows: hasSpace, next: text[gap.upperBound]) {
            self = .sentence
        } else {
            self = max(newlines, returns) > 0 ? .line : .word
        }
    }

    private static func isGeneralPunctuation(_ text: Span<UInt8>, _ position: Int) -> Bool {
        position >= 2 && text[position - 2] == 0xe2 && text[position - 1] == 0x80
    }

    /// Looks back over closing quotes and brackets for the end of a sentence.
    private static func endsSentence(
        at end: Int,
        of text: Span<UInt8>,
        spaceFollows: Bool,
        next: UInt8
    ) -> Bool {
        var position = end
        for _ in 0..<4 where position > 0 {
            let start = BertNormalizer.scalarStart(before: position, text)
            var after = start
            switch Unicode.Scalar(BertNormalizer.decode(text, &after)) {
            case ".", "!", "?", "…", "।", "॥", "۔", "؟", "։", "።", "၊", "။", "។", "།":
                return spaceFollows && !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(next)
            case "。", "！", "？", "｡", "．":
                return true
            case "\"", "'", ")", "]", "}", "”", "’", "»", "›", "」", "』", "）", "】", "》":
                position = start
            default: return false
            }
        }
        return false
    }
}
