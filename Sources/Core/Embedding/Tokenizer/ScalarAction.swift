/// What normalisation makes of one Unicode scalar, in 32 bits: a kind, a combining class and a payload.
struct ScalarAction: Sendable, Hashable {
    enum Kind: UInt32 {
        /// A part of a word.
        case word
        /// A word by itself.
        case punctuation
        /// An end of word.
        case space
        /// A Chinese character, set between spaces.
        case isolated
        /// Nothing is left.
        case dropped
        /// Nothing is left, but marks on its two sides are not sorted together.
        case droppedStarter
        /// Several actions; the payload tells where they stand.
        case sequence
        /// A Hangul syllable to be taken apart into letters.
        case hangul
    }

    private var bits: UInt32

    @inline(__always)
    var kind: Kind { Kind(rawValue: bits >> 29) ?? .word }

    /// Not zero for a mark that stays in the text and is sorted among its neighbours.
    @inline(__always)
    var combiningClass: UInt8 { UInt8(truncatingIfNeeded: bits >> 21) }

    /// The scalar that takes the place of this one; zero for itself.
    @inline(__always)
    var payload: UInt32 { bits & 0x1f_ffff }

    /// A part of a word that stays as it is: what most scalars are.
    static let keep = ScalarAction(.word)

    init(_ kind: Kind, payload: UInt32 = 0, combiningClass: UInt32 = 0) {
        bits = kind.rawValue << 29 | combiningClass << 21 | payload
    }

}
