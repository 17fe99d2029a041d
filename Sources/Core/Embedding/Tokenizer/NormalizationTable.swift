/// The action for every Unicode scalar under one set of options, in two stages: blocks of 128 scalars, equal blocks
/// stored once.
struct NormalizationTable: Sendable {
    private let index: [UInt16]
    private let actions: [ScalarAction]
    /// Actions of scalars that become several; each sequence is preceded by its length.
    private let sequences: [ScalarAction]

    @inline(__always)
    subscript(scalar: UInt32) -> ScalarAction {
        actions[Int(index[Int(scalar >> 7)]) << 7 | Int(scalar & 127)]
    }

    /// The first block is that of ASCII, so no index is needed.
    @inline(__always)
    subscript(ascii byte: UInt8) -> ScalarAction {
        actions[Int(byte)]
    }

    /// The actions of a `sequence`.
    @inline(__always)
    func sequence(_ action: ScalarAction) -> ArraySlice<ScalarAction> {
        let start = Int(action.payload) + 1
        return sequences[start..<start + Int(sequences[start - 1].payload)]
    }

    init(_ options: BertNormalizerOptions) {
        var builder = NormalizationTableBuilder(options)
        builder.build()
        (index, actions, sequences) = (builder.index, builder.actions, builder.sequences)
    }
}
