/// The published `BertNormalizer`: cleaning, separating Chinese characters, canonical decomposition without accents,
/// lowercasing. It is one pass that looks each scalar up and passes the result to a sink; only runs of marks are
/// stored, which decomposition sorts.
struct BertNormalizer: Sendable {
    private let table: NormalizationTable

    init(_ options: BertNormalizerOptions) {
        table = NormalizationTable(options)
    }

    /// Normalises a part of a text that begins and ends at scalar boundaries.
    func normalize(_ text: Span<UInt8>, _ part: Range<Int>, into sink: inout some NormalizedSink) {
        var marks: [Mark] = []
        var position = part.lowerBound
        while position < part.upperBound {
            let start = position
            let first = text[position]
            let scalar: UInt32
            let action: ScalarAction
            if first < 0x80 {
                position += 1
                scalar = UInt32(first)
                action = table[ascii: first]
            } else {
                scalar = Self.decode(text, &position)
                action = table[scalar]
            }
            if marks.isEmpty, action.combiningClass == 0 {
                switch action.kind {
                case .word:
                    sink.word(action.payload == 0 ? scalar : action.payload, start, position)
                    continue
                case .space:
                    sink.space(action.payload == 0 ? scalar : action.payload, start, position)
                    continue
                case .punctuation:
                    sink.punctuation(action.payload == 0 ? scalar : action.payload, start, position)
                    continue
                case .dropped, .droppedStarter: continue
                case .isolated, .sequence, .hangul: break
                }
            }
            apply(action, scalar, start, position, &marks, &sink)
        }
        flush(&marks, &sink)
    }

    private struct Mark {
        var action: ScalarAction
        var scalar: UInt32
        var start: Int
        var end: Int
    }

    private func apply(
        _ action: ScalarAction,
        _ scalar: UInt32,
        _ start: Int,
        _ end: Int,
        _ marks: inout [Mark],
        _ sink: inout some NormalizedSink
    ) {
        switch action.kind {
        case .dropped: return
        case .sequence:
            for part in table.sequence(action) { apply(part, scalar, start, end, &marks, &sink) }
            return
        default: break
        }
        guard action.combiningClass == 0 else {
            marks.append(Mark(action: action, scalar: scalar, start: start, end: end))
            return
        }
        flush(&marks, &sink)
        emit(action, scalar, start, end, &sink)
    }

    /// Sorts a run of marks by combining class, keeping the order of equals, and passes it on.
    private func flush(_ marks: inout [Mark], _ sink: inout some NormalizedSink) {
        guard !marks.isEmpty else { return }
        let order = marks.indices.sorted {
            (marks[$0].action.combiningClass, $0) < (marks[$1].action.combiningClass, $1)
        }
        for place in order {
            emit(marks[place].action, marks[place].scalar, marks[place].start, marks[place].end, &sink)
        }
        marks.removeAll()
    }

    private func emit(
        _ action: ScalarAction,
        _ scalar: UInt32,
        _ start: Int,
        _ end: Int,
        _ sink: inout some NormalizedSink
    ) {
        let result = action.payload == 0 ? scalar : action.payload
        switch action.kind {
        case .word: sink.word(result, start, end)
        case .punctuation: sink.punctuation(result, start, end)
        case .space: sink.space(result, start, end)
        case .isolated:
            sink.space(0x20, start, end)
            sink.word(result, start, end)
            sink.space(0x20, start, end)
        case .hangul:
            // The Unicode Standard, 3.12: a syllable is a lead, a vowel and, but for every 28th, a trail.
            let syllable = scalar - 0xac00
            sink.word(0x1100 + syllable / 588, start, end)
            sink.word(0x1161 + syllable % 588 / 28, start, end)
            if syllable % 28 != 0 { sink.word(0x11a7 + syllable % 28, start, end) }
        case .dropped, .droppedStarter, .sequence: break
        }
    }

    /// Reads one scalar from valid UTF-8 and steps past it.
    @inline(__always)
    static func decode(_ text: Span<UInt8>, _ position: inout Int) -> UInt32 {
        let first = UInt32(text[position])
        if first < 0x80 {
            position += 1
            return first
        }
        let width = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
        var scalar = first & (0x7f >> UInt32(width))
        for offset in 1..<width { scalar = scalar << 6 | UInt32(text[position + offset] & 0x3f) }
        position += width
        return scalar
    }

    /// Where the scalar before a position begins, in valid UTF-8.
    static func scalarStart(before position: Int, _ text: Span<UInt8>) -> Int {
        var start = position - 1
        while text[start] & 0xc0 == 0x80 { start -= 1 }
        return start
    }
}
