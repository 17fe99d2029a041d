/// A set of bytes.
struct ByteSet: Sendable, Hashable {
    private var low: (UInt64, UInt64) = (0, 0)
    private var high: (UInt64, UInt64) = (0, 0)

    init() {}

    init(where isMember: (UInt8) -> Bool) {
        for byte in UInt8.min ... .max where isMember(byte) { insert(byte) }
    }

    func contains(_ byte: UInt8) -> Bool { word(byte) & bit(byte) != 0 }

    mutating func insert(_ byte: UInt8) {
        switch byte >> 6 {
        case 0: low.0 |= bit(byte)
        case 1: low.1 |= bit(byte)
        case 2: high.0 |= bit(byte)
        default: high.1 |= bit(byte)
        }
    }

    /// The bytes that are not in it.
    var inverted: ByteSet { ByteSet { !contains($0) } }

    private func word(_ byte: UInt8) -> UInt64 {
        switch byte >> 6 {
        case 0: low.0
        case 1: low.1
        case 2: high.0
        default: high.1
        }
    }

    private func bit(_ byte: UInt8) -> UInt64 { 1 << UInt64(byte & 63) }

    static func == (left: ByteSet, right: ByteSet) -> Bool { left.low == right.low && left.high == right.high }

    func hash(into hasher: inout Hasher) {
        for word in [low.0, low.1, high.0, high.1] { hasher.combine(word) }
    }
}

extension ByteSet {
    /// What `?` stands for: whatever is in a name.
    static let any = ByteSet { $0 != UInt8(ascii: "/") }
}
