/// Computes the action of every scalar from the measured `UnicodeTables`.
struct NormalizationTableBuilder {
    private(set) var index = [UInt16](repeating: 1, count: 0x110000 >> 7)
    private(set) var actions = [ScalarAction](repeating: .keep, count: 2 << 7)
    private(set) var sequences: [ScalarAction] = []

    private let options: BertNormalizerOptions
    private let stripsAccents: Bool
    private let lowercase = ScalarRanges(UnicodeTables.lowercase)
    private let punctuation = ScalarRanges(UnicodeTables.punctuation)
    private let whitespace = ScalarRanges(UnicodeTables.whitespace)
    private let nonspacing = ScalarRanges(UnicodeTables.nonspacing)
    private let combiningClasses = ScalarRanges(UnicodeTables.combiningClasses)
    private let decompositions = ScalarRanges(UnicodeTables.decompositions)

    /// Shared blocks that one action fills.
    private var uniform: [ScalarAction: UInt16] = [.keep: 1]
    private var isShared = [false, true]

    init(_ options: BertNormalizerOptions) {
        self.options = options
        stripsAccents = options.stripsAccents ?? options.lowercases
        index[0] = 0
    }

    /// The steps of the reference in reverse order: an earlier step overrides all later ones.
    mutating func build() {
        fill(punctuation) { _ in ScalarAction(.punctuation) }
        fill(whitespace) { _ in ScalarAction(.space) }
        if options.lowercases { fill(lowercase) { [$0] } }
        if stripsAccents {
            fill(combiningClasses) { [$0] }
            fill(nonspacing) { [$0] }
            for range in decompositions.elements { set(range.first, decompositions.values[range.values]) }
            fill(0xac00...0xd7a3, ScalarAction(.hangul))
        }
        if options.cleansText { fill(whitespace) { _ in ScalarAction(.space, payload: 0x20) } }
        if options.separatesChinese { isolateChinese() }
        if options.cleansText {
            for range in ScalarRanges(UnicodeTables.removed).elements {
                fill(range.first...range.last, ScalarAction(.dropped))
            }
        }
    }

    private mutating func isolateChinese() {
        let chinese = ScalarRanges(UnicodeTables.chinese)
        for range in chinese.elements { fill(range.first...range.last, ScalarAction(.isolated)) }
        guard stripsAccents else { return }
        for range in decompositions.elements where chinese.contains(range.first) {
            // Each is another form of one character.
            set(range.first, ScalarAction(.isolated, payload: decompositions.values[range.values.lowerBound]))
        }
    }

    /// The action for a scalar after decomposition: an accent is removed, a letter is lowercased.
    private func actions(_ scalar: UInt32) -> [ScalarAction] {
        let combiningClass = stripsAccents ? combiningClasses.value(of: scalar) ?? 0 : 0
        if stripsAccents, nonspacing.contains(scalar) {
            return combiningClass == 0 ? [ScalarAction(.droppedStarter)] : []
        }
        return lowercased(scalar).map {
            let kind: ScalarAction.Kind =
                punctuation.contains($0) ? .punctuation : whitespace.contains($0) ? .space : .word
            return ScalarAction(kind, payload: $0, combiningClass: combiningClass)
        }
    }

    private func lowercased(_ scalar: UInt32) -> [UInt32] {
        guard options.lowercases, let range = lowercase.element(of: scalar) else { return [scalar] }
        let values = lowercase.values[range.values]
        return values.count == 1 ? values.map { $0 + scalar - range.first } : Array(values)
    }

    /// Gives a scalar the actions of the scalars it decomposes into.
    private mutating func set(_ scalar: UInt32, _ parts: some Sequence<UInt32>) {
        let actions = parts.flatMap(actions)
        switch actions.count {
        case 0: set(scalar, ScalarAction(.dropped))
        case 1: set(scalar, actions[0])
        default:
            set(scalar, ScalarAction(.sequence, payload: UInt32(sequences.count)))
            sequences.append(ScalarAction(.word, payload: UInt32(actions.count)))
            sequences.append(contentsOf: actions)
        }
    }

    private mutating func set(_ scalar: UInt32, _ action: ScalarAction) {
        var block = Int(index[Int(scalar >> 7)])
        if isShared[block] {
            let copied = Array(actions[block << 7..<(block + 1) << 7])
            block = add(copied, shared: false)
            index[Int(scalar >> 7)] = UInt16(block)
        }
        actions[block << 7 | Int(scalar & 127)] = action
    }

    private mutating func add(_ block: [ScalarAction], shared: Bool) -> Int {
        actions.append(contentsOf: block)
        isShared.append(shared)
        return isShared.count - 1
    }

    private mutating func fill(_ ranges: ScalarRanges, _ action: (UInt32) -> ScalarAction) {
        for range in ranges.elements {
            for scalar in stride(from: range.first, through: range.last, by: Int(range.step)) {
                set(scalar, action(scalar))
            }
        }
    }

    private mutating func fill(_ ranges: ScalarRanges, _ parts: (UInt32) -> [UInt32]) {
        for range in ranges.elements {
            for scalar in stride(from: range.first, through: range.last, by: Int(range.step)) {
                set(scalar, parts(scalar))
            }
        }
    }

    private mutating func fill(_ range: ClosedRange<UInt32>, _ action: ScalarAction) {
        var scalar = range.lowerBound
        while scalar <= range.upperBound {
            guard scalar & 127 == 0, scalar + 127 <= range.upperBound else {
                set(scalar, action)
                scalar += 1
                continue
            }
            let block = uniform[action] ?? UInt16(add(Array(repeating: action, count: 128), shared: true))
            uniform[action] = block
            index[Int(scalar >> 7)] = block
            scalar += 128
        }
    }
}
