/// Numbers from 0 to 63, one bit each.
struct ValueSet: Hashable, Sendable {
    private(set) var bits: UInt64 = 0

    init() {}

    init(bits: UInt64) { self.bits = bits }

    init(_ range: ClosedRange<Int>, step: Int = 1) {
        for value in stride(from: range.lowerBound, through: range.upperBound, by: step) { insert(value) }
    }

    var isEmpty: Bool { bits == 0 }

    var count: Int { bits.nonzeroBitCount }

    var values: [Int] { (0..<64).filter(contains) }

    func contains(_ value: Int) -> Bool { bits >> UInt64(value) & 1 == 1 }

    mutating func insert(_ value: Int) { bits |= 1 << UInt64(value) }

    mutating func formUnion(_ other: ValueSet) { bits |= other.bits }

    /// The least number that is not below another one.
    func next(from value: Int) -> Int? {
        guard value < 64 else { return nil }
        let rest = bits & (.max << UInt64(max(0, value)))
        return rest == 0 ? nil : rest.trailingZeroBitCount
    }

    /// The greatest number that is not above another one.
    func previous(from value: Int) -> Int? {
        guard value >= 0 else { return nil }
        let rest = bits & (.max >> UInt64(63 - min(63, value)))
        return rest == 0 ? nil : 63 - rest.leadingZeroBitCount
    }
}
