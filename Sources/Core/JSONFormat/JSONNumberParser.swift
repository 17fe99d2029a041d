/// The digits of one JSON number: exact integers where they fit 64 bits, doubles where they tell all of it, else its text.
struct JSONNumberParser {
    private(set) var position: Int
    private let start: Int
    private let hasAnyNumber: Bool

    /// - Parameter hasAnyNumber: Whether a number may lie outside the range of a double.
    init(start: Int, hasAnyNumber: Bool) {
        self.start = start
        self.hasAnyNumber = hasAnyNumber
        position = start
    }

    mutating func parse(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> JSON {
        let negative = bytes[position] == UInt8(ascii: "-")
        if negative { position += 1 }
        var significand: UInt64 = 0
        var exact = true
        let whole = digits(bytes, into: &significand, &exact)
        guard whole > 0, whole == 1 || bytes[position - whole] != UInt8(ascii: "0") else { throw malformed }

        var exponent = 0
        var integral = true
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            integral = false
            position += 1
            let fraction = digits(bytes, into: &significand, &exact)
            guard fraction > 0 else { throw malformed }
            exponent = -fraction
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            integral = false
            position += 1
            var down = false
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                down = bytes[position] == UInt8(ascii: "-")
                position += 1
            }
            var power: UInt64 = 0
            var fits = true
            guard digits(bytes, into: &power, &fits) > 0 else { throw malformed }
            if fits, power < 10_000 { exponent += down ? -Int(power) : Int(power) } else { exact = false }
        }

        if integral, exact, let integer = Self.integer(significand, negative: negative) { return .int(integer) }
        return try inexact(bytes, significand, exponent, exact: exact, negative: negative)
    }

    /// Reads a run of digits and returns how many; `exact` turns false when the value no longer fits.
    private mutating func digits(_ bytes: Span<UInt8>, into value: inout UInt64, _ exact: inout Bool) -> Int {
        let first = position
        while position < bytes.count {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            if exact {
                let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
                let (sum, carry) = shifted.addingReportingOverflow(UInt64(digit))
                exact = !overflow && !carry
                value = sum
            }
            position += 1
        }
        return position - first
    }

    private static func integer(_ magnitude: UInt64, negative: Bool) -> Int64? {
        if !negative { return Int64(exactly: magnitude) }
        return magnitude == Int64.min.magnitude ? .min : Int64(exactly: magnitude).map { -$0 }
    }

    private func inexact(
        _ bytes: Span<UInt8>,
        _ significand: UInt64,
        _ exponent: Int,
        exact: Bool,
        negative: Bool
    ) throws(JSONSyntaxError) -> JSON {
        // Both operands are exact doubles here, so one rounding gives the correctly rounded result (Clinger 1990); and 15
        // digits come back from a double as they were.
        if exact, significand < 1_000_000_000_000_000, abs(exponent) < Self.powersOfTen.count {
            let magnitude = Double(significand)
            let power = Self.powersOfTen[abs(exponent)]
            let value = exponent < 0 ? magnitude / power : magnitude * power
            return .double(negative ? -value : value)
        }
        var digits: [UInt8] = []
        digits.reserveCapacity(position - start)
        for index in start..<position { digits.append(bytes[index]) }
        let literal = String(decoding: digits, as: UTF8.self)
        guard let value = Double(literal) else { throw malformed }
        guard value.isFinite || hasAnyNumber else { throw JSONSyntaxError(reason: .numberOutOfRange, offset: start) }
        return JSONNumber(literal, nearest: value).map(JSON.number) ?? .double(value)
    }

    private var malformed: JSONSyntaxError { JSONSyntaxError(reason: .invalidNumber, offset: position) }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}
