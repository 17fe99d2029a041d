/// A JSON number that fits neither 64 bits nor a double, kept as its text so that it is returned unchanged.
public struct JSONNumber: Sendable, Hashable {
    /// The number as JSON.
    public let text: String

    /// The double nearest to it, which may be zero or infinite.
    public var approximation: Double { Double(text) ?? .nan }

    /// The number in a valid text, or nil when a double tells all of it.
    init?(_ text: String, nearest value: Double) {
        let number = Decimal(text)
        guard !value.isFinite || number.digits.count > Self.digitsOfDouble || number != Decimal(value.description)
        else {
            return nil
        }
        self.text = text
    }

    /// The most digits that any double needs to be told from the others.
    private static let digitsOfDouble = 17

    /// The value of a decimal number, whatever its notation; its sign left out.
    private struct Decimal: Equatable {
        /// Without zeros at either end.
        private(set) var digits: [UInt8] = []
        /// The power of ten of the last digit.
        private var exponent = 0

        init(_ text: String) {
            let parts = text.utf8.split { $0 | 0x20 == UInt8(ascii: "e") }
            var isFraction = false
            for byte in parts[0] where byte != UInt8(ascii: "-") {
                if byte == UInt8(ascii: ".") {
                    isFraction = true
                    continue
                }
                if isFraction { exponent -= 1 }
                if byte != UInt8(ascii: "0") || !digits.isEmpty { digits.append(byte) }
            }
            // A power that no Int holds is past the range of a double, which is told apart before.
            if parts.count > 1 { exponent += Int(Substring(parts[1])).flatMap(Int32.init(exactly:)).map(Int.init) ?? 0 }
            while digits.last == UInt8(ascii: "0") {
                digits.removeLast()
                exponent += 1
            }
            if digits.isEmpty { exponent = 0 }
        }
    }
}
