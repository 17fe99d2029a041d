import JSONFormat

extension JSONNumber {
    /// Why PostgreSQL's `numeric`, as which it stores the numbers in JSON, cannot hold this one; nil where it can.
    ///
    /// The digits before the point are no problem, since a message cannot hold a number beyond a double.
    var numericProblem: String? {
        let digits = digitsBehindPoint
        guard digits > Self.mostDigitsBehindPoint else { return nil }
        return "is a number with \(digits) digits behind the point, more than the \(Self.mostDigitsBehindPoint) that "
            + "can be stored; round it, or give it as text"
    }

    private static let mostDigitsBehindPoint = 16_383

    /// Zeros at the end count, as they do in PostgreSQL.
    private var digitsBehindPoint: Int {
        let parts = text.utf8.split { $0 | 0x20 == UInt8(ascii: "e") }
        let fraction = parts[0].split(separator: UInt8(ascii: ".")).dropFirst().first?.count ?? 0
        guard parts.count > 1 else { return fraction }
        // An exponent that no Int holds is a negative one: the number is not beyond a double.
        let digits = fraction.subtractingReportingOverflow(Int(Substring(parts[1])) ?? .min)
        return digits.overflow ? .max : digits.partialValue
    }
}
