/// A JSON number that fits neither 64 bits nor a double, kept as its text so that it is returned unchanged.
public struct JSONNumber: Sendable, Hashable {
    /// The number as JSON.
    public let text: String

    /// The double nearest to it, which may be zero or infinite.
    public var approximation: Double { Double(text) ?? .nan }

    /// The number in a valid text, or nil when a double tells all of it.
    init?(_ text: String, nearest value: Double) {
        if value.isFinite, let number = Decimal(text), number == Decimal(value.description) { return nil }
        self.text = text
    }

    /// The value of a decimal number, whatever its notation; its sign left out.
    private struct Decimal: Equatable {
        /// The most digits that any double needs to be told from the others.
        private static let digitsOfDouble = 17

        /// Its digits without zeros at either end.
        private var significand: UInt64 = 0
        /// The power of ten of the last digit.
        private var exponent = 0

        /// nil for a number of more digits than any double needs.
        init?(_ text: String) {
            var digits = 0
            var zeros = 0
            let parts = text.utf8.split { $0 | 0x20 == UInt8(ascii: "e") }
            var isFraction = false
            for byte in parts[0] where byte != UInt8(ascii: "-") {
                if byte == UInt8(ascii: ".") {
                    isFraction = true
                    continue
                }
                if isFraction { exponent -= 1 }
                // Zeros count once another digit follows: a large number may end in hundreds of them.
                zeros += 1
                guard byte != UInt8(ascii: "0") else { continue }
                digits = digits == 0 ? 1 : digits + zeros
                guard digits <= Self.digitsOfDouble else { return nil }
                for _ in 0..<(digits == 1 ? 1 : zeros) { significand *= 10 }
                significand += UInt64(byte - UInt8(ascii: "0"))
                zeros = 0
            }
            exponent += zeros
            // A power that no Int holds is past the range of a double, which is told apart before.
            if parts.count > 1 { exponent += Int(Substring(parts[1])).flatMap(Int32.init(exactly:)).map(Int.init) ?? 0 }
            if significand == 0 { exponent = 0 }
        }
    }
}
