/// Collects the normalised form of a text, one scalar at a time, with the UTF-8 range each came from.
protocol NormalizedSink {
    mutating func word(_ scalar: UInt32, _ start: Int, _ end: Int)
    mutating func punctuation(_ scalar: UInt32, _ start: Int, _ end: Int)
    mutating func space(_ scalar: UInt32, _ start: Int, _ end: Int)
}

/// Normalised UTF-8, with the range of the original that each byte came from.
struct NormalizedText: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var starts: [Int] = []
    private(set) var ends: [Int] = []

    @inline(__always)
    mutating func append(_ scalar: UInt32, _ start: Int, _ end: Int) {
        if scalar < 0x80 {
            append(byte: UInt8(truncatingIfNeeded: scalar), start, end)
            return
        }
        let width = scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
        let lead: [4 of UInt8] = [0, 0xc0, 0xe0, 0xf0]
        append(byte: lead[width - 1] | UInt8(truncatingIfNeeded: scalar >> (6 * (UInt32(width) - 1))), start, end)
        for rest in stride(from: UInt32(width) - 2, through: 0, by: -1) {
            append(byte: 0x80 | UInt8(truncatingIfNeeded: scalar >> (6 * rest)) & 0xbf, start, end)
        }
    }

    @inline(__always)
    private mutating func append(byte: UInt8, _ start: Int, _ end: Int) {
        bytes.append(byte)
        starts.append(start)
        ends.append(end)
    }

    @inline(__always)
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    /// The range of the original that a range of the normalised bytes came from.
    ///
    /// Marks may have been sorted into another order, so the ends are not simply those of the first and last byte.
    @inline(__always)
    func original(_ range: Range<Int>) -> Range<Int> {
        var (low, high) = (starts[range.lowerBound], ends[range.upperBound - 1])
        for position in range {
            low = min(low, starts[position])
            high = max(high, ends[position])
        }
        return low..<high
    }
}

extension NormalizedText: NormalizedSink {
    mutating func word(_ scalar: UInt32, _ start: Int, _ end: Int) { append(scalar, start, end) }
    mutating func punctuation(_ scalar: UInt32, _ start: Int, _ end: Int) { append(scalar, start, end) }
    mutating func space(_ scalar: UInt32, _ start: Int, _ end: Int) { append(scalar, start, end) }
}
