/// Where the tokens of sources begin: words and marks, as a tokenizer that nobody chose for its figures would count them.
/// In scripts that put no spaces between words, each character is one.
struct TokenPlaces: Sendable {
    /// By source; places in its text, in characters.
    private(set) var places: [Int32: Set<Int32>] = [:]

    var count: Int { places.values.reduce(0) { $0 + $1.count } }

    mutating func add(_ starts: [Int32], of source: Int32) { places[source, default: []].formUnion(starts) }

    mutating func add(_ others: TokenPlaces) { places.merge(others.places) { $0.union($1) } }

    func contains(_ place: Int32, of source: Int32) -> Bool { places[source]?.contains(place) == true }

    func common(with other: TokenPlaces) -> Int {
        places.reduce(0) { $0 + ($1.value.intersection(other.places[$1.key] ?? []).count) }
    }

    /// Where tokens begin in a text that itself begins at `start`.
    static func starts(in text: String, from start: Int32) -> [Int32] {
        var starts: [Int32] = []
        var place = start
        var isInWord = false
        for scalar in text.unicodeScalars {
            let kind = Kind(scalar)
            switch kind {
            case .space: break
            case .word: if !isInWord { starts.append(place) }
            // An accent alone begins no word.
            case .accent: if !isInWord { starts.append(place) }
            case .mark, .unspaced: starts.append(place)
            }
            isInWord = kind == .word || kind == .accent && isInWord
            place += 1
        }
        return starts
    }

    private enum Kind {
        case space, word, accent, mark, unspaced

        init(_ scalar: Unicode.Scalar) {
            // As paddle_unspaced has them in the database.
            switch scalar.value {
            case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x3400...0x9FFF, 0xAC00...0xD7AF,
                0xF900...0xFAFF, 0x2_0000...0x3_FFFF:
                self = .unspaced
                return
            default: break
            }
            switch scalar.properties.generalCategory {
            case _ where scalar.properties.isWhitespace: self = .space
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
                .letterNumber, .otherNumber:
                self = .word
            case .nonspacingMark, .spacingMark, .enclosingMark: self = .accent
            default: self = scalar == "_" ? .word : .mark
            }
        }
    }
}

/// How much of what answers is in the passages that a search returns, and how much else (Smith and Troynikov 2024,
/// "Evaluating Chunking Strategies for Retrieval").
struct TokenOverlap {
    let wanted: TokenPlaces
    let returned: TokenPlaces

    var scores: QuestionScores {
        let (wanted, returned, common) = (
            Double(wanted.count), Double(returned.count), Double(wanted.common(with: returned))
        )
        let either = wanted + returned - common
        return [
            .tokenRecall: wanted > 0 ? common / wanted : 0,
            .tokenPrecision: returned > 0 ? common / returned : 0,
            .tokenIou: either > 0 ? common / either : 0,
        ]
    }
}
