/// What normalisation does to one Unicode scalar, in 32 bits: a kind, a combining class and a payload.
struct ScalarAction: Sendable, Hashable {
    enum Kind: UInt32 {
        /// A part of a word.
        case word
        /// A word by itself.
        case punctuation
        /// The end of a word.
        case space
        /// A Chinese character, set between spaces.
        case isolated
        /// Removed.
        case dropped
        /// Removed, but the marks on its two sides are not sorted together.
        case droppedStarter
        /// Several actions; the payload says where they are.
        case sequence
        /// A Hangul syllable to be decomposed into letters.
        case hangul
    }

    private var bits: UInt32

    @inline(__always)
    var kind: Kind { Kind(rawValue: bits >> 29) ?? .word }

    /// The combining class; not zero for a mark that stays in the text and is sorted among its neighbours.
    @inline(__always)
    var combiningClass: UInt8 { UInt8(truncatingIfNeeded: bits >> 21) }

    /// The replacement of this scalar; zero for the scalar itself.
    @inline(__always)
    var payload: UInt32 { bits & 0x1f_ffff }

    /// A part of a word that stays unchanged, as most scalars do.
    static let keep = ScalarAction(.word)

    init(_ kind: Kind, payload: UInt32 = 0, combiningClass: UInt32 = 0) {
        bits = kind.rawValue << 29 | combiningClass << 21 | payload
    }

}
