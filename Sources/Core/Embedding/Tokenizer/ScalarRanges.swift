/// Ranges of Unicode scalars with values attached, read from the text form that `UnicodeTables` is written in.
///
/// A word is `first`, `first-last`, `first-last=value` or `first-last/step=value`, in hexadecimal; a value of several
/// scalars is joined by `+`. The ranges are in ascending order.
struct ScalarRanges: Sendable {
    struct Element: Sendable {
        var first: UInt32 = 0
        var last: UInt32 = 0
        var step: UInt32 = 1
        /// Where the values of this range are in `values`.
        var values: Range<Int> = 0..<0
    }

    private enum Field { case first, last, step, value }

    private(set) var elements: [Element] = []
    private(set) var values: [UInt32] = []

    init(_ text: String) {
        for word in text.utf8.split(separator: UInt8(ascii: " ")) {
            var element = Element()
            let firstValue = values.count
            var field = Field.first
            var number: UInt32 = 0
            for byte in word {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt32(byte - UInt8(ascii: "0"))
                case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
                default:
                    close(field, number, &element)
                    number = 0
                    field = byte == UInt8(ascii: "-") ? .last : byte == UInt8(ascii: "/") ? .step : .value
                }
            }
            close(field, number, &element)
            element.values = firstValue..<values.count
            elements.append(element)
        }
    }

    private mutating func close(_ field: Field, _ number: UInt32, _ element: inout Element) {
        switch field {
        case .first: (element.first, element.last) = (number, number)
        case .last: element.last = number
        case .step: element.step = number
        case .value: values.append(number)
        }
    }

    /// The range that contains a scalar.
    func element(of scalar: UInt32) -> Element? {
        var (low, high) = (0, elements.count)
        while low < high {
            let middle = (low + high) / 2
            if elements[middle].last < scalar { low = middle + 1 } else { high = middle }
        }
        guard low < elements.count, elements[low].first <= scalar else { return nil }
        return (scalar - elements[low].first) % elements[low].step == 0 ? elements[low] : nil
    }

    func contains(_ scalar: UInt32) -> Bool {
        element(of: scalar) != nil
    }

    /// The value attached to a scalar, where it is one number for its whole range.
    func value(of scalar: UInt32) -> UInt32? {
        element(of: scalar).map { values[$0.values.lowerBound] }
    }
}
